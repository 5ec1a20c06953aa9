import { writeStore } from '../../../tests/support/audit-entries.ts';
import { storeIn } from '../../../tests/support/audit-store.ts';
import { tempDir } from '../../../tests/support/temp-dir.ts';
import type { CallEntry, Entry, EntryEvent } from '../../audit/entry.ts';
import { createGuard, DEFAULT_SETTINGS } from '../../guard/index.ts';
import type { ReplayPolicy, ReplayRules } from '../re-evaluate.ts';

/** One that denies and one that asks. */
export const TWO_RULES = `
- rule: Deny pushing
  desc: d
  condition: exec.canonical startswith "git push"
  output: o
  priority: CRITICAL
  source: coding_agent
  tags: [coding_agent_deny]
- rule: Ask before uploads
  desc: d
  condition: net.upload exists or tool.input_command contains upload
  output: o
  priority: WARNING
  source: coding_agent
  tags: [coding_agent_ask]
`;

/** A policy of one file. */
export function policyOf(text: string, more: Partial<ReplayPolicy> = {}): ReplayPolicy & ReplayRules {
  const files = [{ name: 'r.yaml', text }];
  const result = createGuard({ rules: files });
  if (!result.ok) throw new Error(result.diagnostics[0]?.message);
  const { denyTags, askTags, seenTags } = DEFAULT_SETTINGS;
  return { ruleSet: result.ruleSet, files, denyTags, askTags, seenTags, defaultAction: 'defer', ...more };
}

/** A call of one command for each text; `then`: the rules that stopped it, each with its verdict. */
export function recordedCall(
  commands: string | readonly string[],
  then: Readonly<Record<string, 'deny' | 'ask'>> = {},
  more: Partial<CallEntry> = {},
): CallEntry {
  const alerts = Object.entries(then).map(([rule, verdict]) => ({
    rule,
    priority: 'Warning',
    source: 'coding_agent',
    tags: [],
    verdict,
    output: '',
  }));
  const events = [commands].flat().map(
    (command, index): EntryEvent => ({
      event: 'PreToolUse',
      tool: 'Bash',
      fields: {
        'tool.input': JSON.stringify({ command }),
        'tool.input_command': command,
        'exec.canonical': [command],
      },
      alerts: index === 0 ? alerts : [],
    }),
  );
  const verdicts = Object.values(then);
  const verdict = verdicts.includes('deny') ? 'deny' : verdicts.includes('ask') ? 'ask' : 'defer';
  return {
    kind: 'call',
    timeMs: 0,
    agent: 'claude_code',
    version: '1',
    mode: 'guardrails',
    verdict,
    enforced: verdict,
    reason: '',
    events,
    ...more,
  };
}

/** A store in a folder of its own, for one test, with these entries; gives its path. */
export function storeOf(entries: readonly Entry[]): string {
  const folder = tempDir();
  writeStore(entries, folder);
  return storeIn(folder).store;
}
