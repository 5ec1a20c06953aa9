import type { Command } from 'commander';

/** A verb of premptictl, not loaded yet. */
export interface Verb {
  readonly description: string;
  /** Its arguments, options and action. */
  readonly load: () => Promise<Command>;
}

/** Every verb, in the order of the help. They are loaded when used: most need neither the rule language nor the service. */
export const VERBS: ReadonlyMap<string, Verb> = new Map(
  Object.entries<Verb>({
    start: {
      description: 'Start the service in the background',
      load: async () => (await import('./verbs/service.ts')).startVerb(),
    },
    stop: {
      description: 'Stop the service; registered hooks go on checking calls by themselves',
      load: async () => (await import('./verbs/service.ts')).stopVerb(),
    },
    enable: {
      description: 'Have the service start when you log in',
      load: async () => (await import('./verbs/login.ts')).enableVerb(),
    },
    disable: {
      description: 'Have the service start with the first call again, not when you log in',
      load: async () => (await import('./verbs/login.ts')).disableVerb(),
    },
    restart: {
      description: 'Start the service anew; no call goes unanswered meanwhile',
      load: async () => (await import('./verbs/service.ts')).restartVerb(),
    },
    status: {
      description:
        'Show the service, the mode, the guarded agents and what is wrong; exits 1 when something is',
      load: async () => (await import('./verbs/status.ts')).statusVerb(),
    },
    health: {
      description:
        'Send a harmless call through the hook and everything behind it; exits 1 unless it is answered',
      load: async () => (await import('./verbs/health.ts')).healthVerb(),
    },
    doctor: {
      description: 'Look for everything that can be wrong, and tell the fix; exits 1 when something is wrong',
      load: async () => (await import('./verbs/doctor.ts')).doctorVerb(),
    },
    mode: {
      description:
        'Print or set the mode: guardrails enforces, monitor only records, passthrough does not evaluate',
      load: async () => (await import('./verbs/settings.ts')).modeVerb(),
    },
    'default-action': {
      description:
        "Print or set the answer when no rule matched: defer to the agent's own permissions, or allow",
      load: async () => (await import('./verbs/settings.ts')).defaultActionVerb(),
    },
    approvals: {
      description: 'Show the calls that wait for a person, and the approvals in force',
      load: async () => (await import('./verbs/approvals.ts')).approvalsVerb(),
    },
    approve: {
      description: 'Let a call run that a rule asks about; only a person can',
      load: async () => (await import('./verbs/approve.ts')).approveVerb(),
    },
    deny: {
      description: 'Refuse a call that a rule asks about, or take back an approval',
      load: async () => (await import('./verbs/approve.ts')).denyVerb(),
    },
    trust: {
      description: 'Let the .prempti.yaml of a project loosen the policy, too; only a person can',
      load: async () => (await import('./verbs/trust.ts')).trustVerb(),
    },
    hook: {
      description: 'Register Prempti with agents, remove it, or show how they stand',
      load: async () => (await import('./verbs/hook.ts')).hookVerb(),
    },
    prove: {
      description: 'Run the real agent with a scripted model and show that what is denied does not run',
      load: async () => (await import('./verbs/prove.ts')).proveVerb(),
    },
    install: {
      description: 'Guard the agents of this machine: shows what would change, asks, does it and proves it',
      load: async () => (await import('./verbs/install.ts')).installVerb(),
    },
    uninstall: {
      description: 'Take the hooks out of every agent and stop the service',
      load: async () => (await import('./verbs/uninstall.ts')).uninstallVerb(),
    },
    logs: {
      description: 'Show the calls and what became of them',
      load: async () => (await import('./verbs/logs.ts')).logsVerb(),
    },
    audit: {
      description: 'Look into the store of what agents did: search, sessions, statistics, export',
      load: async () => (await import('./verbs/audit.ts')).auditVerb(),
    },
    sinks: {
      description: 'Try where records of the audit are sent',
      load: async () => (await import('./verbs/sinks.ts')).sinksVerb(),
    },
    rules: {
      description: 'Look at, check and test rules',
      load: async () => (await import('./verbs/rules.ts')).rulesVerb(),
    },
    test: {
      description: 'Show the verdict that a call would get; nothing is run and nothing is recorded',
      load: async () => (await import('./verbs/test.ts')).testVerb(),
    },
    explain: {
      description: 'Show why a call gets its verdict: fields, rules, conditions, and what nearly matched',
      load: async () => (await import('./verbs/explain.ts')).explainVerb(),
    },
    eval: {
      description:
        'Evaluate rules over recorded events (JSON lines of field values); prints the matches per event',
      load: async () => (await import('./verbs/eval.ts')).evalVerb(),
    },
    replay: {
      description:
        'Put recorded calls to other rules: which verdicts would change; exits 1 when more than you allow',
      load: async () => (await import('./verbs/replay.ts')).replayVerb(),
    },
    suggest: {
      description: 'Show exceptions that would have spared you what you approved, each with its replay',
      load: async () => (await import('./verbs/suggest.ts')).suggestVerb(),
    },
    check: {
      description: 'Print the verdict of the default rules for recorded tool calls, a JSON line each',
      load: async () => (await import('./verbs/check.ts')).checkVerb(),
    },
    completion: {
      description: 'Print a script that has your shell complete verbs and options',
      load: async () => (await import('./verbs/completion.ts')).completionVerb(),
    },
    demo: {
      description: 'Play a sample session through the real hook and service, then show live calls',
      load: async () => (await import('./verbs/demo.ts')).demoVerb(),
    },
    daemon: {
      description: 'Run the service in the foreground',
      load: async () => (await import('./verbs/daemon.ts')).daemonVerb(),
    },
  }),
);

/** Verbs that people do not type. */
export const HIDDEN_VERBS: ReadonlySet<string> = new Set(['daemon']);

/** Every verb that people type. */
export function loadVerbs(): Promise<readonly Command[]> {
  return Promise.all(
    [...VERBS].filter(([name]) => !HIDDEN_VERBS.has(name)).map(([, verb]) => loadVerb(verb)),
  );
}

/** One verb. */
export async function loadVerb({ description, load }: Verb): Promise<Command> {
  return (await load()).description(description);
}
