/** JSON as `JSON.parse` gives it. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** What the hook answers: `defer` leaves the decision to the agent's own permission system. */
export type Decision = 'allow' | 'deny' | 'ask' | 'defer';

/** What a file tool does with its path. `search` covers listing and grepping below a directory. */
export type FileAccess = 'read' | 'write' | 'delete' | 'search';

/** One use of one tool that an agent is about to make, in terms common to all agents. */
export interface ToolCall {
  /** The agent's name as rules see it, e.g. `claude_code`. */
  readonly agent: string;
  /** The hook event in the agent's own spelling, e.g. `PreToolUse`. */
  readonly event: string;
  /** The tool in the agent's own spelling, e.g. `Bash` or `mcp__github__create_issue`. */
  readonly tool: string;
  /** The tool's arguments as sent. */
  readonly input: JsonObject;
  readonly useId?: string;
  readonly sessionId?: string;
  readonly turnId?: string;
  readonly cwd?: string;
  readonly permissionMode?: string;
  readonly transcriptPath?: string;
  readonly model?: string;
  /** The id of the subagent that makes the call; absent for the main agent. */
  readonly subagentId?: string;
  /** The session that started the one of the call, where a subagent has its own and the agent tells. */
  readonly parentSessionId?: string;
  /** The shell text, where the tool runs one. */
  readonly command?: string;
  /** The SQL text, where the tool runs one. */
  readonly statement?: string;
  /** The path, as sent, that a file tool works on. */
  readonly file?: { readonly path: string; readonly access: FileAccess };
  readonly url?: string;
  readonly mcp?: { readonly server: string; readonly tool: string };
  /** What `file` is made to hold, where the tool's input does not say it under one of the usual keys. */
  readonly content?: string;
  /** The operation of one file of a patch: one of `Add`, `Update`, `Delete`, `Move`. */
  readonly patchOp?: string;
}

/** What became of a call, as its agent tells afterwards. What the tool gave back is left out. */
export interface CallOutcome extends Pick<ToolCall, 'agent' | 'tool' | 'useId' | 'sessionId'> {
  /** The arguments as sent, by which the call is known again where the agent gives it no id. */
  readonly input?: Json;
  /**
   * `failed`: the tool, or the program that it ran; `refused`: the agent itself did not let it run; `unknown`: it has ended, and
   * the agent does not tell how.
   */
  readonly result: 'ran' | 'failed' | 'refused' | 'unknown';
  /** Of the program that the tool ran. */
  readonly exitStatus?: number;
  readonly durationMs?: number;
  /** How much the tool gave back, in UTF-16 units. */
  readonly outputLength?: number;
}

/** A hook payload, understood. */
export type ParsedHook =
  | { readonly kind: 'calls'; readonly event: string; readonly calls: readonly ToolCall[] }
  /** A call has ended; nothing can be decided any more. */
  | { readonly kind: 'outcome'; readonly event: string; readonly outcome: CallOutcome }
  /** An event that asks for no decision, such as `SessionStart`. */
  | { readonly kind: 'notice'; readonly event: string }
  /** A session starts in this folder: the person can be told what is wrong there. */
  | { readonly kind: 'session-start'; readonly event: string; readonly folder: string }
  /** A settings file has changed, and the agent asks whether to take it up. */
  | { readonly kind: 'settings-change'; readonly event: string; readonly change: SettingsChange }
  /** Not a payload of this agent: a decision may be expected, so it is answered with a refusal. */
  | { readonly kind: 'invalid'; readonly event?: string; readonly problem: string };

/** A settings file that an agent is about to take up. */
export interface SettingsChange {
  /** Absolute. */
  readonly path: string;
  /** Whether it is the user's, which holds our hook, rather than a project's. */
  readonly isUsers: boolean;
}

/** What the hook process gives back to the agent, ready to emit. */
export interface HookReply {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** The answer to one hook payload. `reason` is empty where there is nothing to say. */
export interface Answer {
  readonly decision: Decision;
  readonly reason: string;
}

/** How the agent runs at this moment. */
export interface AgentRun {
  /** No person is there to be asked; absent where that is not known. */
  readonly isHeadless?: boolean;
}

/** The command an agent is told to run before each tool call, in exec form (no shell). */
export interface HookCommand {
  /** Absolute path of the executable. */
  readonly command: string;
  readonly args: readonly string[];
  readonly timeoutSeconds: number;
  /** How much of that time the service may hold a call until a person answers. Default: nothing. */
  readonly holdSeconds?: number;
  /** Whether the agent is to tell what became of calls, where it can. Default: false. */
  readonly tellsOutcomes?: boolean;
  /** Where the service listens, for a plugin that asks it without this command. */
  readonly socketPath: string;
  /** Where it answers over HTTP, if it does: for agents that can ask so, in place of the command. */
  readonly http?: { readonly url: string; readonly token: string };
}

/** How an agent's settings stand towards our hook. Problems that lie in one of several files name it. */
export type HookStatus =
  /**
   * `outdated`: every call is asked about, but `add` would still change something, and why. `asksOverHttp`: it asks a
   * service that runs, and starts none.
   */
  | { readonly kind: 'registered'; readonly outdated?: string; readonly asksOverHttp?: true }
  | { readonly kind: 'absent' }
  /** Ours, but it would not block reliably or runs another command; `add` repairs it. */
  | { readonly kind: 'needs-repair'; readonly problems: readonly string[] }
  /** Registered, but something else in the settings switches hooks off. */
  | { readonly kind: 'disabled'; readonly problems: readonly string[] }
  /** A file cannot be edited safely as it is. */
  | { readonly kind: 'broken'; readonly problem: string };

/** A settings file as it is, or as it should be: `undefined` stands for no file. */
export interface SettingsFile {
  readonly path: string;
  readonly text: string | undefined;
}

/** The result of an edit: every file as it should be, or why none is changed. */
export type SettingsEdit =
  | { readonly ok: true; readonly files: readonly SettingsFile[] }
  | { readonly ok: false; readonly problem: string };

/** Whose agent it is: the home directory and the environment that the agent starts with. */
export interface AgentUser {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A path with its symlinks followed; by default as it is. */
  readonly realPath?: (path: string) => string;
}

/**
 * How our hook gets into an agent's settings. Pure: texts in, texts out; the caller reads and writes files. `files`
 * are those of `paths`, in that order, in arguments and results.
 */
export interface Registration {
  /** Any of these on PATH shows that the agent is installed. */
  readonly programs: readonly string[];
  /** Variables of the environment that name another place for the files. */
  readonly variables: readonly string[];
  /** The agent's own folder, absolute; that it exists shows the same. */
  folder(user: AgentUser): string;
  /** The files that hold the registration, absolute, in the order in which they are written. */
  paths(user: AgentUser): readonly string[];
  inspect(files: readonly SettingsFile[], hook: HookCommand): HookStatus;
  /** Adds or repairs our hook, keeping formatting, order, comments and every foreign entry. Idempotent. */
  add(files: readonly SettingsFile[], hook: HookCommand): SettingsEdit;
  /** Removes every entry of ours, whichever version wrote it, and containers left empty by that. */
  remove(files: readonly SettingsFile[]): SettingsEdit;
}

/** A file of a project that can switch off the user's hooks. */
export interface ProjectFile {
  /** Relative to the project's folder. */
  readonly path: string;
  /** Why our hook does not run in a project where the file has this text, if that is so. Never throws. */
  switchOff(text: string): string | undefined;
}

/** One coding agent: how its hook speaks and where its hook is registered. */
export interface Agent {
  /** The name on the command line, e.g. `claude`. */
  readonly id: string;
  /** The value of the field `agent.name`, e.g. `claude_code`. */
  readonly name: string;
  /** For people, e.g. `Claude Code`. */
  readonly title: string;
  /**
   * Never throws, whatever the payload. `hookFolder` gives the working folder of the hook's process, where the system tells:
   * for agents that run hooks in the session's folder and do not name it.
   */
  parse(payload: unknown, hookFolder?: () => string | undefined): ParsedHook;
  /** Renders an answer for the event it belongs to. Never throws. */
  render(event: string | undefined, answer: Answer, run?: AgentRun): HookReply;
  /**
   * Whether nobody can be asked in a run of the agent's program; `hasTerminal`: it reads from one. Absent where that makes
   * no difference.
   */
  isHeadless?(run: { readonly args: readonly string[]; readonly hasTerminal: boolean }): boolean;
  /** Environment variables that it gives the programs it runs, by which they know it. */
  readonly marks: readonly string[];
  /** Why the session would go on without our hook, were this text of a changed file taken up; `undefined`: it would not. */
  losesHook?(change: SettingsChange, text: string | undefined): string | undefined;
  /** Absent where the person registers the hook by hand. */
  readonly registration?: Registration;
  readonly projectFiles: readonly ProjectFile[];
}
