/**
 * What `--json` prints, verb by verb: one line of JSON; verbs that say "a line each" print one for each item, as it comes.
 * New keys may come with any release; a key goes, or changes its meaning, only with a new major version.
 * Paths are absolute; names that end in `Ms` are milliseconds, those of moments since the epoch.
 */

export type Mode = 'guardrails' | 'monitor' | 'passthrough';
/** What the rules say, before and after the mode: `defer` leaves the call to the agent's own permissions. */
export type Verdict = 'allow' | 'deny' | 'ask' | 'defer';
/** A verdict as people are shown it: `pass` is `defer`, or `allow` by no rule. */
export type Outcome = 'deny' | 'ask' | 'allow' | 'pass';
/** What the tags of a rule ask for: `none` only reports, `seen` is the catch-all. */
export type RuleVerdict = 'deny' | 'ask' | 'none' | 'seen';
/** The value of a field: lists hold every value. */
export type FieldValue = string | number | boolean | readonly string[];

/** A file of a project that has a part in the policy. */
export interface ProjectJson {
  readonly path: string;
  /** What is not trusted can only make the policy stricter. */
  readonly trust: 'none' | 'trusted' | 'changed';
}

/** A service that runs. */
export interface StartJson {
  /** Whether this call started it. */
  readonly started: boolean;
  readonly pid: number;
  readonly mode: Mode;
  /** What is wrong with its settings and rules. */
  readonly problems: readonly string[];
}

export interface RestartJson extends StartJson {}

export interface StopJson {
  /** Whether there was one to stop. */
  readonly stopped: boolean;
  /** Agents whose hooks stay, and go on checking calls. */
  readonly registered: readonly string[];
}

export interface EnableJson {
  readonly startsAtLogin: boolean;
  /** What tells the system to start it. */
  readonly files: readonly string[];
}

export interface DisableJson extends EnableJson {}

export interface StatusJson {
  /** The folder of settings, rules and audit. */
  readonly prefix: string;
  readonly mode: Mode;
  readonly defaultAction: 'defer' | 'allow';
  readonly packs: readonly string[];
  /** Those that apply in this folder. */
  readonly projects: readonly ProjectJson[];
  /** `null` where none runs. */
  readonly service: ServiceJson | null;
  /** The audit store. */
  readonly store: {
    readonly path: string;
    readonly records: number;
    readonly bytes: number;
    /** How many processes have left records that are not in it yet. */
    readonly left: number;
    /** Stores that could not be read and were moved to these files. */
    readonly setAside: readonly string[];
    /** How many records were looked at, from all over the store. */
    readonly checked: number;
    /** What of it is not as it was written. */
    readonly damage?: string;
    /** The same, or why it cannot be read, and what to do about it. */
    readonly problem?: string;
  };
  readonly hooks: readonly HookJson[];
  readonly problems: readonly string[];
}

export interface ServiceJson {
  readonly pid: number;
  readonly version: string;
  readonly socketPath: string;
  /** Whether the system's service manager holds the socket. */
  readonly isActivatedBySystem: boolean;
  /** Absent where HTTP hooks are not answered. */
  readonly httpPort?: number;
  readonly startedMs: number;
  readonly lastCallMs: number;
  readonly mode: Mode;
  readonly problems: readonly string[];
  /** When the rules in force were loaded. */
  readonly loadedMs: number;
  /** Why the last reload failed, if it did. */
  readonly reloadProblem?: string;
  /** Payloads answered, by decision. */
  readonly answers: Readonly<Record<Verdict, number>>;
  /** Requests refused before they reached the rules. */
  readonly malformed: number;
  readonly connections: number;
  readonly audit: {
    readonly path: string;
    /** Records since the service started. */
    readonly written: number;
    readonly pending: number;
    readonly lost: number;
    readonly failures: number;
    readonly problem?: string;
    /** The store beside the log, which is searched and proved. */
    readonly store?: {
      readonly path: string;
      readonly written: number;
      readonly pending: number;
      readonly lost: number;
      readonly problem?: string;
    };
  };
  /** Where records are sent besides. */
  readonly sinks: readonly SinkJson[];
}

/** What a sink has done since the service started. */
export interface SinkJson {
  readonly name: string;
  readonly type: SinkType;
  readonly sent: number;
  /** Records that the other side will never take. */
  readonly rejected: number;
  /** Records given up: too old, or more than the log keeps. */
  readonly dropped: number;
  /** Attempts that failed. */
  readonly retries: number;
  /** Bytes of the log that are still to be looked at. */
  readonly queuedBytes: number;
  /** Whether the log went on without it while no service ran. */
  readonly hasGap: boolean;
  readonly lastSentMs?: number;
  /** What the last attempt met; absent when it succeeded. */
  readonly problem?: string;
}

export type SinkType = 'file' | 'stdout' | 'http' | 'otlp' | 'syslog' | 'nats';

/** A line for each sink. */
export type SinksTestJson = { readonly name: string; readonly type: SinkType } & (
  | { readonly isTaken: true; readonly elapsedMs: number }
  | { readonly isTaken: false; readonly problem: string }
);

/** How an agent stands towards the hook. */
export interface HookJson {
  readonly agent: string;
  readonly installed: boolean;
  /** Whether every call of the agent that starts here would be checked. */
  readonly guarded: boolean;
  readonly status: 'registered' | 'absent' | 'needs-repair' | 'disabled' | 'broken';
  /** The file that the hook stands in. */
  readonly file: string;
  readonly problems: readonly string[];
  /** What `hook add` would still change although every call is checked. */
  readonly outdated?: string;
  /** Whether its calls are blocked while no service runs. */
  readonly asksOverHttp: boolean;
  /** Files of this project that switch the agent's hooks off. */
  readonly switchedOffHere: readonly { readonly path: string; readonly problem: string }[];
}

export interface FileChangeJson {
  readonly path: string;
  readonly change: 'create' | 'edit' | 'delete';
}

/** `ok` is false where the exit status is 1. The answer is that to the first of the agents. */
export type HealthJson =
  | {
      readonly ok: true;
      readonly decision: Verdict;
      readonly reason: string;
      /** `null` where the hook evaluated the call itself. */
      readonly servicePid: number | null;
      readonly elapsedMs: number;
      readonly warnings: readonly string[];
      readonly agents: readonly ProbeJson[];
    }
  | { readonly ok: false; readonly problem: string; readonly agents: readonly ProbeJson[] };

/** What came of the call that was sent the way of an agent. */
export type ProbeJson = { readonly agent: string } & (
  | {
      readonly ok: true;
      readonly decision: Verdict;
      readonly reason: string;
      readonly elapsedMs: number;
      /** Why it is not known to be on record. */
      readonly unrecorded?: string;
    }
  | { readonly ok: false; readonly problem: string }
);

export interface DoctorJson {
  readonly prefix: string;
  /** Whether no problem is left. */
  readonly ok: boolean;
  readonly findings: readonly {
    readonly area: 'program' | 'policy' | 'permissions' | 'service' | 'hooks' | 'audit' | 'clock';
    /** A `note` does not keep calls from being checked. */
    readonly level: 'problem' | 'note';
    readonly message: string;
    readonly fix: string | null;
    /** Whether `--fix` can repair it. */
    readonly repairable: boolean;
    readonly outcome: 'found' | 'repaired' | 'failed';
    /** Why it could not be repaired. */
    readonly failure: string | null;
  }[];
}

export interface ModeJson {
  readonly mode: Mode;
  readonly changed: boolean;
}

export interface DefaultActionJson {
  readonly defaultAction: 'defer' | 'allow';
  readonly changed: boolean;
}

/** The calls that wait, and those that were answered and whose answer still holds. */
export type ApprovalsJson = readonly {
  readonly code: string;
  readonly text: string;
  readonly correlationId: number;
  readonly askedMs: number;
  readonly isUsed: boolean;
  readonly call: {
    readonly agent: string;
    readonly session: string;
    readonly cwd: string;
    readonly digest: string;
    readonly rules: readonly string[];
    readonly paths: readonly string[];
  };
  /** Absent while the call waits. */
  readonly answer?: AnswerJson;
}[];

export type AnswerJson = { readonly atMs: number; readonly expiresMs: number; readonly by: string } & (
  | {
      readonly decision: 'approved';
      readonly span: 'once' | 'session' | '10m';
      readonly scope: 'exact' | 'rule' | 'path';
    }
  | { readonly decision: 'denied' }
);

export type ApproveJson = { readonly code: string; readonly text: string } & AnswerJson;

export type DenyJson = ApproveJson;

/** What it did to one file; all that are trusted with `--list`. */
export type TrustJson =
  | { readonly path: string; readonly trust: 'trusted' | 'none' }
  | readonly {
      readonly path: string;
      readonly state: 'trusted' | 'changed' | 'gone';
      readonly trustedMs: number;
      readonly by: string;
    }[];

export interface HookAddJson {
  readonly dryRun: boolean;
  readonly agents: readonly (HookJson & {
    readonly changes: readonly FileChangeJson[];
    /** Why nothing was changed. */
    readonly error: string | null;
  })[];
}

export interface HookRemoveJson extends HookAddJson {}

export interface HookStatusJson {
  readonly agents: readonly HookJson[];
}

export interface ProveJson {
  /** The version of Prempti. */
  readonly prempti: string;
  readonly agents: readonly {
    readonly agent: string;
    readonly title: string;
    readonly outcome: 'proved' | 'failed';
    readonly version: string;
    readonly program: {
      readonly path: string;
      readonly file: string;
      readonly sizeBytes: number;
      readonly modifiedMs: number;
    };
    readonly seconds: number;
    /** Why the checks could not be played. */
    readonly problem: string | null;
    readonly checks: readonly {
      readonly check: string;
      readonly title: string;
      /** `limit`: what the agent itself does not let a hook decide. */
      readonly outcome: 'ok' | 'fail' | 'limit';
      readonly ran: boolean;
      /** What the model was told. */
      readonly told: string | null;
      readonly note: string;
    }[];
    /** What the checks say nothing about. */
    readonly notCovered: readonly string[];
  }[];
}

export interface InstallJson {
  /** Whether it was carried out; else `changes` are what would change. */
  readonly done: boolean;
  readonly agents: HookAddJson['agents'];
  readonly startsAtLogin: boolean;
  readonly proofs: readonly { readonly agent: string; readonly outcome: 'proved' | 'failed' }[];
}

export interface UninstallJson {
  readonly dryRun: boolean;
  readonly agents: readonly {
    readonly agent: string;
    readonly changes: readonly FileChangeJson[];
    readonly error: string | null;
  }[];
  readonly loginRemoved: boolean;
  readonly serviceStopped: boolean;
  /** What `--purge` deleted, or would delete. */
  readonly purged: readonly string[];
}

/** A line each. */
export interface LogsJson {
  /** ISO 8601. */
  readonly time: string;
  /** `explain` takes it. */
  readonly correlationId: string;
  readonly agent: string;
  readonly sessionId: string;
  readonly cwd: string;
  /** The file that holds the conversation; empty where the agent names none. */
  readonly transcriptPath: string;
  /** The agent's own id of the call; empty where it gives none. */
  readonly useId: string;
  /** What became of it, where the agent has told; with `--follow` that is not known yet. */
  readonly ending?: {
    readonly outcome: 'ran' | 'failed' | 'refused' | 'unknown';
    readonly exitStatus?: number;
    readonly durationMs?: number;
  };
  readonly tool: string;
  /** The command, path, URL or arguments. */
  readonly subject: string;
  readonly outcome: Outcome;
  readonly notEnforced: boolean;
  /** Such as `approved: K7QM2P`; empty where no person had to do with it. */
  readonly approval: string;
  readonly alerts: readonly { readonly rule: string; readonly priority: string; readonly message: string }[];
}

/** A line each: a record of the store, every string redacted. */
export type AuditSearchJson = AuditEntryJson;

/** A line each. */
export type AuditExportJson = AuditEntryJson;

/** A line each; `depth` tells how many sessions this one was started below. */
export type AuditSessionJson = AuditEntryJson & { readonly depth: number };

export type AuditEntryJson = {
  /** The place in the store, from 1. */
  readonly seq: number;
  /** ISO 8601. */
  readonly time: string;
  readonly timeMs: number;
  /** `explain` takes it. */
  readonly correlationId?: string;
  readonly agent: string;
  readonly session?: string;
} & (
  | {
      readonly kind: 'call';
      readonly subagent?: string;
      readonly parentSession?: string;
      readonly cwd?: string;
      /** The root of the repository. */
      readonly project?: string;
      readonly useId?: string;
      readonly turnId?: string;
      readonly model?: string;
      readonly permissionMode?: string;
      readonly mode: Mode;
      readonly verdict: Verdict;
      /** What the agent was answered. */
      readonly enforced: Verdict;
      readonly reason: string;
      readonly approval?: { readonly code: string; readonly state: string };
      /** Of the agent's program, where that can be told. */
      readonly agentVersion?: string;
      /** The version of Prempti. */
      readonly version?: string;
      /** A sum over the rules and settings that judged. */
      readonly ruleSet?: string;
      /** How long a person was waited for. */
      readonly heldMs?: number;
      readonly latency?: { readonly parseMs: number; readonly judgeMs: number; readonly totalMs: number };
      readonly events: readonly {
        readonly event: string;
        readonly tool: string;
        readonly fields: Readonly<Record<string, FieldValue>>;
        readonly alerts: readonly {
          readonly rule: string;
          readonly priority: string;
          readonly source: string;
          readonly tags: readonly string[];
          readonly verdict: RuleVerdict;
          readonly output: string;
        }[];
      }[];
    }
  | {
      readonly kind: 'approval';
      readonly code: string;
      readonly answer: 'approved' | 'denied';
      readonly by: string;
      readonly span?: 'once' | 'session' | '10m';
      readonly scope?: 'exact' | 'rule' | 'path';
      readonly expiresMs: number;
      readonly text: string;
    }
  | {
      readonly kind: 'outcome';
      readonly useId?: string;
      readonly tool: string;
      readonly outcome: 'ran' | 'failed' | 'refused' | 'unknown';
      readonly exitStatus?: number;
      readonly durationMs?: number;
    }
  | {
      /** What a person said to the `.prempti.yaml` of a project. */
      readonly kind: 'trust';
      readonly path: string;
      readonly trust: 'trusted' | 'revoked';
      readonly sha256: string;
      readonly by: string;
    }
  | { readonly kind: 'store'; readonly text: string; readonly earlier?: string; readonly setAside?: string }
);

/** A line each. */
export interface AuditSessionsJson {
  readonly session: string;
  readonly agent: string;
  /** The repository, or where none is known the folder, of the last call. */
  readonly project?: string;
  /** The session that started this one. */
  readonly parent?: string;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly calls: number;
  readonly denied: number;
  readonly asked: number;
}

export interface AuditStatsJson {
  readonly calls: number;
  readonly denied: number;
  readonly asked: number;
  /** Of these, those that were answered otherwise: in monitor mode, or approved. */
  readonly notEnforced: number;
  readonly rules: readonly AuditTallyJson[];
  readonly agents: readonly AuditTallyJson[];
  readonly tools: readonly AuditTallyJson[];
  /** Calls that were held until a person answered. */
  readonly held: { readonly calls: number; readonly totalMs: number };
  /** What people said, and how long after the call, the median. */
  readonly answers: { readonly approved: number; readonly denied: number; readonly medianMs?: number };
  readonly outcomes: {
    readonly ran: number;
    readonly failed: number;
    readonly refused: number;
    readonly unknown: number;
  };
}

export interface AuditVerifyJson {
  readonly ok: boolean;
  readonly records: number;
  /** The oldest and the newest record; 0 where there is none. */
  readonly first: number;
  readonly last: number;
  readonly checkpoints: number;
  /** Up to which record checkpoints vouch. */
  readonly signedUpTo: number;
  /** The public key that signed. */
  readonly key?: string;
  readonly flaw?: {
    readonly kind: 'altered' | 'missing' | 'reordered' | 'truncated' | 'replaced' | 'forged';
    /** The first record that is concerned. */
    readonly seq?: number;
    readonly problem: string;
  };
  readonly notes: readonly string[];
}

/** A line each. */
export interface AuditCheckpointsJson {
  /** The id of the store. */
  readonly store: string;
  readonly seq: number;
  /** Of the record, which stands for all before it; hexadecimal digits. */
  readonly hash: string;
  readonly timeMs: number;
  readonly reason: 'due' | 'retention' | 'stop';
  /** The Ed25519 public key, in base64url. */
  readonly key: string;
  /** In base64url. */
  readonly signature: string;
}

export interface AuditVacuumJson {
  /** Records. */
  readonly deleted: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** With `--set-aside`: where the damaged store is now. */
  readonly setAside?: string;
}

export interface AuditTallyJson {
  readonly name: string;
  readonly calls: number;
  readonly denied: number;
  readonly asked: number;
}

export interface ReplayJson {
  readonly calls: number;
  readonly same: number;
  /** Calls that no rule decided then. */
  readonly notJudged: number;
  /** Calls that another version had judged. */
  readonly otherVersion: number;
  /** Calls whose verdict cannot be known: what decides was masked or is not on record. */
  readonly unknown: number;
  readonly newAsks: number;
  readonly newDenies: number;
  readonly lostAsks: number;
  readonly lostDenies: number;
  readonly groups: readonly {
    readonly rule: string;
    readonly from: string;
    readonly to: string;
    readonly known: boolean;
    readonly calls: number;
    readonly approved: number;
    readonly sessions: readonly {
      readonly session: string;
      readonly agent: string;
      readonly calls: number;
    }[];
    readonly examples: readonly CallExampleJson[];
  }[];
  /** The budgets that are exceeded, with what was found. */
  readonly exceeded: readonly string[];
}

/** A recorded call. */
export interface CallExampleJson {
  readonly timeMs: number;
  readonly correlationId: string;
  readonly agent: string;
  readonly session: string;
  readonly cwd: string;
  readonly tool: string;
  /** The command, path, URL or arguments. */
  readonly subject: string;
  readonly isApproved: boolean;
}

export type SuggestJson = readonly {
  readonly kind: 'exception' | 'none';
  readonly rule: string;
  readonly verdict: 'ask' | 'deny';
  /** Calls that the rule stopped, those that a person approved, and those that one denied. */
  readonly stopped: number;
  readonly approved: number;
  readonly denied: number;
  /** The exception as it is appended to the rule; absent where there is none. */
  readonly yaml?: string;
  /** What it would have changed; absent where there is none. */
  readonly replay?: {
    readonly calls: number;
    /** Calls that would no longer be stopped, and those of them that a person approved. */
    readonly silenced: number;
    readonly approved: number;
    readonly unsafe: 0;
    readonly others: 0;
    readonly examples: readonly CallExampleJson[];
  };
  /** Why there is none. */
  readonly why?: string;
}[];

/** The form of Falco's own validation result; `details` is ours. */
export interface RulesValidateJson {
  readonly falco_load_results: readonly {
    readonly name: string;
    readonly successful: boolean;
    readonly errors: readonly FalcoFindingJson[];
    readonly warnings: readonly FalcoFindingJson[];
  }[];
}

export interface FalcoFindingJson {
  readonly code: string;
  readonly codedesc: string;
  readonly message: string;
  readonly context: {
    readonly locations: readonly {
      readonly item_type: string;
      readonly item_name: string;
      readonly position: FalcoPositionJson;
    }[];
    readonly snippet: string;
  };
  readonly details: {
    /** See docs/diagnostics.md. */
    readonly code: string;
    readonly kind: string;
    readonly hint?: string;
    readonly end: FalcoPositionJson;
    readonly related: readonly { readonly message: string; readonly position: FalcoPositionJson }[];
  };
}

/** From 0. */
export interface FalcoPositionJson {
  readonly name: string;
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

export interface RulesTestJson {
  /** How many rules have examples here, and how many examples hold or do not. */
  readonly rules: number;
  readonly passed: number;
  readonly failed: number;
  /** Rules of another system. */
  readonly skipped: number;
  readonly problems: number;
  readonly files: readonly {
    readonly file: string;
    readonly problems: readonly {
      readonly line: number;
      readonly column: number;
      readonly message: string;
    }[];
    readonly rules: readonly {
      readonly rule: string;
      readonly line: number;
      /** Why nothing was checked, where nothing was. */
      readonly state: 'checked' | 'other-system' | 'unknown-rule' | 'disabled-rule' | 'no-examples';
      readonly examples: readonly {
        readonly line: number;
        readonly tool: string;
        readonly input: Readonly<Record<string, unknown>>;
        readonly cwd?: string;
        readonly kind: 'match' | 'no_match';
        readonly expected: 'deny' | 'ask' | 'pass';
        readonly verdict: 'deny' | 'ask' | 'pass';
        readonly rules: readonly string[];
        readonly ok: boolean;
      }[];
    }[];
  }[];
}

export type RulesListJson = readonly {
  readonly name: string;
  readonly verdict: RuleVerdict;
  readonly priority: string;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  readonly description: string;
  readonly origin: 'default' | 'pack' | 'user' | 'project';
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** What the user's files changed about it. */
  readonly changes: readonly RuleChangeJson[];
}[];

export interface RuleChangeJson {
  readonly kind: string;
  /** The keys that were appended to or replaced. */
  readonly keys: readonly string[];
  readonly file: string;
  readonly line: number;
}

/** Everything of that name. */
export type RulesShowJson = readonly ({
  readonly name: string;
  readonly changes: readonly RuleChangeJson[];
} & (
  | {
      readonly type: 'rule';
      readonly description: string;
      readonly enabled: boolean;
      readonly verdict: RuleVerdict;
      readonly priority: string;
      readonly source: string;
      readonly tags: readonly string[];
      readonly output: string;
      /** As written. */
      readonly condition: string;
      /** With macros and lists put in. */
      readonly expanded: string;
      readonly fields: readonly string[];
      readonly macros: readonly string[];
    }
  | { readonly type: 'macro'; readonly condition: string; readonly usedBy: readonly string[] }
  | { readonly type: 'list'; readonly items: readonly string[] }
))[];

export type RulesFieldsJson = readonly {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly list?: boolean;
  /** What stands in brackets after the name. */
  readonly argument?: { readonly required: boolean; readonly kind: string };
  /** Ours alone: an error where rules must be Falco's own. */
  readonly extension?: boolean;
  readonly suggestedOutput?: boolean;
  readonly builtIn?: boolean;
  readonly filterOnly?: boolean;
  readonly noTransformers?: boolean;
  readonly noFieldComparison?: boolean;
}[];

/** A JSON Schema. */
export type RulesSchemaJson = Readonly<Record<string, unknown>>;

export interface TestJson {
  readonly verdict: Verdict;
  /** What the agent would be answered in this mode. */
  readonly enforced: Verdict;
  readonly mode: Mode;
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly cwd: string;
  readonly reason: string;
  readonly rules: readonly {
    readonly rule: string;
    readonly verdict: RuleVerdict;
    readonly priority: string;
    readonly message: string;
    readonly tags: readonly string[];
    readonly file: string;
    readonly line: number;
  }[];
  readonly projects: readonly ProjectJson[];
  readonly problems: readonly string[];
}

export interface ExplainJson {
  /** As far as it is certain. */
  readonly verdict: Outcome;
  /** The strictest that it may be: another one than `verdict` where what is masked or cut in a recorded call decides. */
  readonly worst: Outcome;
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** What the audit has of the call; `null` where it was not asked. */
  readonly recorded: { readonly time: string; readonly verdict: string; readonly reason: string } | null;
  readonly events: readonly {
    readonly fields: Readonly<Record<string, FieldValue>>;
    readonly matching: readonly RuleExplanationJson[];
    /** Rules for which what is masked or cut decides. */
    readonly uncertain: readonly RuleExplanationJson[];
    /** Rules that one more condition would make match. */
    readonly near: readonly RuleExplanationJson[];
  }[];
  /** The smallest change found that gives another verdict. */
  readonly change: { readonly verdict: Outcome; readonly rules: readonly string[] } | null;
  readonly projects: readonly ProjectJson[];
  readonly problems: readonly string[];
}

export interface RuleExplanationJson {
  readonly rule: string;
  readonly verdict: RuleVerdict;
  readonly file: string;
  readonly line: number;
  /** `null` where what is masked or cut in a recorded call decides: the rest takes the mask for the value. */
  readonly matches: boolean | null;
  /** What would have to be otherwise for the rule to say otherwise. */
  readonly change: readonly (ComparisonJson & { readonly holds: boolean })[] | null;
  readonly trace: TraceJson;
}

/** A comparison as written, with the value that the call has. */
export interface ComparisonJson {
  readonly check: string;
  readonly value: FieldValue | null;
}

export type TraceJson = { readonly holds: boolean } & (
  | ({ readonly kind: 'check' } & ComparisonJson)
  | { readonly kind: 'not'; readonly operand: TraceJson }
  | { readonly kind: 'macro'; readonly name: string; readonly condition: TraceJson }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly TraceJson[] }
);

/** A line each. */
export interface EvalJson {
  /** The event, from 0. */
  readonly i: number;
  readonly matches: readonly {
    readonly rule: string;
    readonly priority: string;
    readonly output: string;
    readonly tags: readonly string[];
  }[];
}

/** A line each. */
export interface CheckJson {
  readonly id: string;
  readonly verdict: Verdict;
  /** Every rule that matches, those that only report included. */
  readonly rules: readonly string[];
}

/** What may follow, after each path of verbs. */
export type CompletionJson = readonly {
  /** Empty for the program itself. */
  readonly path: string;
  readonly verbs: readonly string[];
  /** Verbs, values and options. */
  readonly words: readonly string[];
}[];

/** A line each. */
export interface DemoJson {
  /** From 1. */
  readonly number: number;
  readonly title: string;
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** `null` where the hook gave no verdict. */
  readonly outcome: Outcome | null;
  readonly expected: Outcome;
  readonly reason: string;
  readonly elapsedMs: number;
}

/** A line each, on standard error: standard output is that of a sink. */
export interface DaemonJson {
  readonly time: string;
  readonly message: string;
}
