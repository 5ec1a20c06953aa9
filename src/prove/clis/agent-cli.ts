import { existsSync } from 'node:fs';
import type { CheckId } from '../checks.ts';

/** What the scripted model asks for, in the agent's own words. */
export interface CliTool {
  readonly tool: string;
  readonly input: unknown;
}

/** How headless runs have to look for the agent to talk to the model, and to nobody else. */
export interface CliSetUp {
  /** The words of a run that is told `prompt`. */
  args(prompt: string): readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Files to write, by path below the home. */
  readonly files: Readonly<Record<string, string>>;
}

/** What holds for agents that run a call whose hook is late. Where the system has `timeout`, the hook ends in time. */
export const LATE_HOOK_LIMIT: AgentCli['limits'] = existsSync('/usr/bin/timeout')
  ? {}
  : {
      'hook-timed-out':
        'the agent itself runs a call whose hook is late; ours has 60 s, and decides alone when the service has not answered in 5 s',
    };

/** How the command line of one agent is run with a scripted model, with every permission of its own given. */
export interface AgentCli {
  /** The agent's `id`. */
  readonly id: string;
  setUp(home: string, modelUrl: string): CliSetUp;
  /** A shell command. */
  shell(command: string): CliTool;
  /** A new file; `path` is absolute. */
  write(path: string, content: string): CliTool;
  /** Whether our hook can be registered over HTTP. Default: false. */
  readonly canAskOverHttp?: boolean;
  /** Where the agent itself lets a call run that should not: why, and what is done so that it does not come to that. */
  readonly limits: Readonly<Partial<Record<CheckId, string>>>;
}
