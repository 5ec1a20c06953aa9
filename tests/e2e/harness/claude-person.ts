import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** A call that the agent asks its user about. */
export interface PermissionPrompt {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** What the user is shown of why; empty where the agent's own permissions ask. */
  readonly reason: string;
}

/** The user of a session: says what is wanted and answers what is asked. */
export interface Person {
  readonly request: string;
  readonly allows: (prompt: PermissionPrompt) => boolean;
}

/** What makes the CLI take its user's words, and answers to its prompts, as JSON lines. */
export const PERSON_ARGS = ['--input-format', 'stream-json', '--permission-prompt-tool', 'stdio'] as const;

interface ControlRequest {
  readonly type: 'control_request';
  readonly request_id: string;
  readonly request: {
    readonly subtype: string;
    readonly tool_name: string;
    readonly input: Record<string, unknown>;
    readonly decision_reason?: string;
  };
}

/** Plays the person over a session's streams until its result. */
export async function playPerson(
  person: Person,
  { stdin, stdout }: { readonly stdin: Writable; readonly stdout: Readable },
): Promise<void> {
  const say = (line: object): boolean => stdin.write(`${JSON.stringify(line)}\n`);
  say({ type: 'user', message: { role: 'user', content: person.request } });
  for await (const line of createInterface({ input: stdout })) {
    if (!line.startsWith('{')) continue;
    const event = JSON.parse(line) as Record<string, unknown>;
    if (isControlRequest(event)) say(answer(person, event));
    if (event.type === 'result') stdin.end();
  }
}

function isControlRequest(event: object): event is ControlRequest {
  return (event as { type?: string }).type === 'control_request';
}

function answer(person: Person, { request_id, request }: ControlRequest): object {
  const { tool_name: tool, input, decision_reason: reason = '' } = request;
  const response = person.allows({ tool, input, reason })
    ? { behavior: 'allow', updatedInput: input }
    : { behavior: 'deny', message: 'The user said no.' };
  return { type: 'control_response', response: { subtype: 'success', request_id, response } };
}
