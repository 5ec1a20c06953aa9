import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type MessagesRequest,
  readMessagesRequest,
  renderEventStream,
  renderMessage,
  type Turn,
} from './messages-api.ts';

/** One tool use that the model will ask for. `id` names it in `ScriptedModel.told`. */
interface ScriptedCall {
  readonly id: string;
  readonly tool: string;
  readonly input: unknown;
  /** Runs before the model asks for this call, e.g. to kill the service. */
  readonly before?: () => Promise<void> | void;
}

/** What came back for a call: exactly what the model was told. */
export interface Told {
  readonly text: string;
  readonly isError: boolean;
}

/** A conversation: one call per turn, then a closing text. */
export type Script = readonly ScriptedCall[];

export interface ScriptedModel {
  readonly url: string;
  /** By call id; a call that was never answered is absent. */
  readonly told: ReadonlyMap<string, Told>;
  /** Tool names offered to the main conversation, in order of first sight. */
  readonly offered: ReadonlySet<string>;
  /** Requests to addresses the server does not serve. */
  readonly strays: readonly string[];
  close(): Promise<void>;
}

/**
 * Starts a model on 127.0.0.1 that plays `scripts.main`, and for a conversation whose first message holds
 * `SUBTASK:name` the script of that name. The position is carried by the tool-use ids it hands out, so
 * that retries and side requests (titles, summaries: they offer no tools) cannot shift it.
 */
export async function startScriptedModel(
  scripts: Readonly<Record<string, Script>> & { readonly main: Script },
): Promise<ScriptedModel> {
  const told = new Map<string, Told>();
  const offered = new Set<string>();
  const strays: string[] = [];

  const nextTurn = async (request: MessagesRequest): Promise<Turn> => {
    if (request.tools.length === 0) return { kind: 'text', text: 'ok' };
    const name = scriptName(request);
    if (name === 'main') for (const tool of request.tools) offered.add(tool);
    const script = scripts[name] ?? [];
    let done = 0;
    for (const block of request.messages.flatMap((message) => message.blocks)) {
      if (block.kind !== 'tool_result') continue;
      const index = positionOf(block.id, name);
      const call = index === undefined ? undefined : script[index];
      if (call === undefined || index === undefined) continue;
      done = Math.max(done, index + 1);
      if (!told.has(call.id)) told.set(call.id, { text: block.text, isError: block.isError });
    }
    const call = script[done];
    if (call === undefined) return { kind: 'text', text: `script ${name} done` };
    await call.before?.();
    return {
      kind: 'tools',
      uses: [{ id: toolUseId(name, done), name: call.tool, input: call.input }],
    };
  };

  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    const answer = async (): Promise<void> => {
      const body = await readBody(request);
      if (path === '/v1/messages/count_tokens') {
        response.setHeader('content-type', 'application/json').end('{"input_tokens":1}');
        return;
      }
      if (path !== '/v1/messages' || request.method !== 'POST') {
        strays.push(`${request.method} ${path}`);
        response.writeHead(404, { 'content-type': 'application/json' });
        response.end('{"type":"error","error":{"type":"not_found_error","message":"not served"}}');
        return;
      }
      const messages = readMessagesRequest(JSON.parse(body));
      const turn = await nextTurn(messages);
      const type = messages.stream ? 'text/event-stream' : 'application/json';
      const render = messages.stream ? renderEventStream : renderMessage;
      response.setHeader('content-type', type).end(render(turn, messages.model));
    };
    answer().catch((error: unknown) => {
      strays.push(`${request.method} ${path}: ${String(error)}`);
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end('{"type":"error","error":{"type":"invalid_request_error","message":"bad request"}}');
    });
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    told,
    offered,
    strays,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function scriptName(request: MessagesRequest): string {
  for (const block of request.messages.find((message) => message.role === 'user')?.blocks ?? []) {
    const match = block.kind === 'text' ? /SUBTASK:(\w+)/.exec(block.text) : null;
    if (match?.[1] !== undefined) return match[1];
  }
  return 'main';
}

/** The id under which the model asks for a call of a script. */
export const toolUseId = (script: string, index: number): string =>
  `toolu_${script}x${String(index).padStart(4, '0')}`;

function positionOf(id: string, script: string): number | undefined {
  const prefix = `toolu_${script}x`;
  const index = id.startsWith(prefix) ? Number(id.slice(prefix.length)) : Number.NaN;
  return Number.isInteger(index) ? index : undefined;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
