import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anthropicMessages } from './anthropic-messages.ts';
import type { Dialect, ModelRequest, Turn } from './dialect.ts';
import { geminiContent } from './gemini-content.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiResponses } from './openai-responses.ts';

const DIALECTS: readonly Dialect[] = [anthropicMessages, openaiResponses, openaiChat, geminiContent];

/** Far above any conversation of a script. */
const MAX_REQUEST_BYTES = 16 * 1024 * 1024;

/** One tool use that the model will ask for. `id` names it in `ScriptedModel.told`. */
export interface ScriptedCall {
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
  /** Ids of the calls that the model has asked for. */
  readonly asked: ReadonlySet<string>;
  /** Names of the tools that the agent offers, in order of first sight. */
  readonly offered: ReadonlySet<string>;
  /** Requests to addresses the server does not serve. */
  readonly strays: readonly string[];
  close(): Promise<void>;
}

/**
 * Starts a model on 127.0.0.1 that plays `scripts.main`, and for a conversation in which the user says
 * `SCRIPT:name` the script of that name. It speaks every dialect, each on its own paths. The position is carried
 * by the tool-use ids it hands out, so that retries and side requests (titles, summaries: they offer no tools)
 * cannot shift it.
 */
export async function startScriptedModel(scripts: Readonly<Record<string, Script>>): Promise<ScriptedModel> {
  const told = new Map<string, Told>();
  const asked = new Set<string>();
  const offered = new Set<string>();
  const strays: string[] = [];

  const nextTurn = async (request: ModelRequest): Promise<Turn> => {
    if (request.tools.length === 0) return { kind: 'text', text: 'ok' };
    const name = /SCRIPT:(\w+)/.exec(request.prompt)?.[1] ?? 'main';
    for (const tool of request.tools) offered.add(tool);
    const script = scripts[name] ?? [];
    let done = 0;
    for (const { id, text, isError } of request.results) {
      const index = positionOf(id, name);
      const call = index === undefined ? undefined : script[index];
      if (call === undefined || index === undefined) continue;
      done = Math.max(done, index + 1);
      if (!told.has(call.id)) told.set(call.id, { text, isError });
    }
    const call = script[done];
    if (call === undefined) return { kind: 'text', text: `script ${name} done` };
    await call.before?.();
    asked.add(call.id);
    return { kind: 'tools', uses: [{ id: toolUseId(name, done), name: call.tool, input: call.input }] };
  };

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const label = `${request.method} ${pathname}`;
    const refuse = (status: number, type: string): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ type: 'error', error: { type, message: type } }));
    };
    const answer = async (): Promise<void> => {
      const body = await readBody(request);
      const side = DIALECTS.flatMap(({ aside }) => aside).find(([path]) => path.test(pathname));
      const dialect = DIALECTS.find(({ path }) => path.test(pathname));
      if (side !== undefined) {
        response.setHeader('content-type', 'application/json').end(JSON.stringify(side[1]));
      } else if (dialect === undefined || request.method !== 'POST') {
        strays.push(label);
        refuse(404, 'not_found_error');
      } else {
        const read = dialect.read(JSON.parse(body), pathname);
        const turn = await nextTurn(read);
        const type = read.stream ? 'text/event-stream' : 'application/json';
        const text = read.stream
          ? dialect.renderEvents(turn, read.model)
          : dialect.renderJson(turn, read.model);
        response.setHeader('content-type', type).end(text);
      }
    };
    answer().catch((error: unknown) => {
      strays.push(`${label}: ${String(error)}`);
      refuse(400, 'invalid_request_error');
    });
  });
  // A hook that hangs holds the agent up for seconds: its connection has to be there afterwards.
  server.keepAliveTimeout = 0;
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    told,
    asked,
    offered,
    strays,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
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
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > MAX_REQUEST_BYTES) throw new Error(`the request is over ${MAX_REQUEST_BYTES} bytes`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
