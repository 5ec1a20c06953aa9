import { type Prefix, readSettings } from '../guard/index.ts';
import { type AgentHook, addHook, isGuarded } from './agent-hooks.ts';
import { type Found, note, problem } from './finding.ts';
import { proofProblems } from './proofs.ts';
import { blockedLater } from './service-need.ts';
import { startAtLogin } from './start-at-login.ts';

/** What is wrong with the registration of agents, or could be better. */
export function hookFindings(prefix: Prefix, hooks: readonly AgentHook[]): readonly Found[] {
  const guarded = hooks.filter(isGuarded).map(({ agent }) => agent);
  if (hooks.length === 0) return [note('no agent is found here', 'install one, or see docs/agents.md')];
  const need = blockedLater(hooks, readSettings(prefix).settings);
  return [
    ...hooks.flatMap((hook) => hookFinding(hook, prefix)),
    ...(need === undefined ? [] : [{ ...note(need.problem, need.fix), repair: () => startAtLogin(prefix) }]),
    ...proofProblems(prefix, guarded).map((message) => note(message)),
  ];
}

function hookFinding(hook: AgentHook, prefix: Prefix): readonly Found[] {
  const { agent, file, status, switchedOffHere } = hook;
  const repair = (): void => {
    addHook(agent, prefix, false);
  };
  const add = `run "premptictl hook add ${agent.id}"`;
  switch (status.kind) {
    case 'registered':
      return [
        ...switchedOffHere.map(({ path, problem: why }) =>
          problem(
            `${agent.title} is not guarded in this project: ${path}: ${why}`,
            `take that out of ${path}`,
          ),
        ),
        ...(status.outdated === undefined
          ? []
          : [{ ...note(`${agent.title} is guarded, but ${status.outdated}`, add), repair }]),
      ];
    case 'absent':
      return [problem(`${agent.title} is not guarded: no hook in ${file}`, add)];
    case 'needs-repair':
      return [
        {
          ...problem(`${agent.title} is not guarded reliably (${file}): ${status.problems.join('; ')}`, add),
          repair,
        },
      ];
    case 'disabled':
      return [
        problem(
          `${agent.title} is not guarded, hooks are switched off in ${file}: ${status.problems.join('; ')}`,
          `switch them on in ${file}`,
        ),
      ];
    case 'broken':
      return [problem(`${agent.title} is not guarded: ${status.problem}`, `correct ${file}, then ${add}`)];
  }
}
