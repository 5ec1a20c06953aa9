import type { JsonObject, ToolCall } from '../agents/index.ts';
import {
  createCatalogue,
  type EventFields,
  type FieldCatalogue,
  type FieldDefinition,
} from '../falco/index.ts';
import { CallPaths } from './call-paths.ts';
import { EFFECT_FIELDS } from './effect-fields.ts';
import { type Aspect, Effects } from './effects.ts';
import { inputText } from './input-text.ts';
import type { Installation } from './installation.ts';
import type { FieldValue } from './judgement.ts';

/** The event source that every rule for coding agents names. */
export const EVENT_SOURCE = 'coding_agent';

/** What a field is computed from. */
interface FieldContext {
  readonly call: ToolCall;
  readonly correlationId: number;
  readonly agentPid: number;
  readonly os: string;
  readonly home: string;
  readonly installation?: Installation | undefined;
}

/** A call with its effects, worked out when a field first asks for them. */
class Subject {
  readonly call: ToolCall;
  readonly correlationId: number;
  readonly agentPid: number;
  readonly os: string;
  readonly paths: CallPaths;
  #effects: Effects | undefined;

  constructor({ call, correlationId, agentPid, os, home, installation }: FieldContext) {
    this.call = call;
    this.correlationId = correlationId;
    this.agentPid = agentPid;
    this.os = os;
    this.paths = new CallPaths(call, home, installation);
  }

  get realCwd(): string {
    return this.call.cwd ? this.paths.surroundings.cwd : '';
  }

  get realHome(): string {
    return this.paths.resolve(this.paths.home);
  }

  get effects(): Effects {
    this.#effects ??= new Effects(this.call, this.paths);
    return this.#effects;
  }
}

interface Field extends Omit<FieldDefinition, 'name'> {
  /** A list that says nothing of a call that has nothing of this. */
  readonly about?: Aspect;
  readonly value: (subject: Subject, argument?: string) => FieldValue | undefined;
}

/**
 * Every field that rules can name. As in the original, a text field that does not apply to a call is the empty
 * string rather than missing, so that rules written for the original match the same calls.
 */
const FIELDS: Readonly<Record<string, Field>> = {
  'correlation.id': {
    type: 'uint64',
    description: 'Number shared by all records of one hook call.',
    value: (c) => c.correlationId,
  },
  'agent.name': {
    type: 'string',
    description: 'The agent, e.g. claude_code.',
    value: (c) => c.call.agent,
  },
  'agent.os': {
    type: 'string',
    description: 'linux, macos, windows or unknown.',
    value: (c) => c.os,
  },
  'agent.pid': {
    type: 'uint64',
    description: 'Process id of the agent; 0 when unknown.',
    value: (c) => c.agentPid,
  },
  'agent.hook_event_name': {
    type: 'string',
    description: 'The hook event in the agent’s spelling, e.g. PreToolUse.',
    value: (c) => c.call.event,
  },
  'agent.session_id': {
    type: 'string',
    description: 'The agent’s session.',
    value: (c) => c.call.sessionId ?? '',
  },
  'agent.permission_mode': {
    type: 'string',
    description: 'The agent’s permission mode, e.g. default or bypassPermissions.',
    value: (c) => c.call.permissionMode ?? '',
  },
  'agent.transcript_path': {
    type: 'string',
    description: 'File that holds the conversation.',
    value: (c) => c.call.transcriptPath ?? '',
  },
  'agent.model': {
    type: 'string',
    description: 'The model, where the agent says it.',
    value: (c) => c.call.model ?? '',
  },
  'agent.turn_id': {
    type: 'string',
    description: 'The turn or prompt that the call belongs to.',
    value: (c) => c.call.turnId ?? '',
  },
  'agent.cwd': {
    type: 'string',
    description: 'Working directory of the session, as the agent gives it.',
    value: (c) => c.call.cwd ?? '',
  },
  'agent.real_cwd': {
    type: 'string',
    description: 'Working directory, absolute and with symlinks resolved.',
    value: (c) => c.realCwd,
  },
  'agent.real_cwd_prefix': {
    type: 'string',
    description: 'agent.real_cwd with a trailing slash, for startswith tests that end at a path component.',
    value: ({ realCwd }) => (realCwd === '' || realCwd === '/' ? realCwd : `${realCwd}/`),
  },
  'agent.home_prefix': {
    type: 'string',
    description: 'The user’s home directory with symlinks resolved and a trailing slash.',
    // Where the root is the home, no path begins so.
    value: ({ realHome }) => `${realHome}/`,
  },
  'tool.use_id': {
    type: 'string',
    description: 'The agent’s id for this call.',
    value: (c) => c.call.useId ?? '',
  },
  'tool.name': {
    type: 'string',
    description: 'The tool in the agent’s spelling, e.g. Bash.',
    value: (c) => c.call.tool,
  },
  'tool.input': {
    type: 'string',
    description: 'All arguments of the tool, as JSON.',
    value: (c) => inputText(c.call.input),
  },
  'tool.arg': {
    type: 'string',
    argument: { required: true, kind: 'key' },
    extension: true,
    description: 'One argument of the tool: text as it is, anything else as JSON. Missing when not sent.',
    value: (c, key) => toolArgument(c.call.input, key ?? ''),
  },
  'tool.input_command': {
    type: 'string',
    description: 'The command line, for tools that run one.',
    value: (c) => c.call.command ?? '',
  },
  'tool.file_path': {
    type: 'string',
    description: 'The path that a file tool works on, as sent.',
    value: (c) => c.call.file?.path ?? '',
  },
  'tool.file_name': {
    type: 'string',
    description: 'Last component of tool.file_path, before symlinks are resolved.',
    value: (c) => lastComponent(c.call.file?.path ?? ''),
  },
  'tool.real_file_path': {
    type: 'string',
    description: 'The path, absolute; symlinks of existing ancestors resolved, a missing tail kept.',
    value: (c) => c.paths.resolve(c.call.file?.path ?? ''),
  },
  'tool.file_access': {
    type: 'string',
    description: 'What a file tool does with its path: read, write, delete or search (below it).',
    value: (c) => c.call.file?.access ?? '',
  },
  'tool.patch_op': {
    type: 'string',
    description: 'Operation of one file of a patch: Add, Update, Delete or Move.',
    value: (c) => c.call.patchOp ?? '',
  },
  'tool.url': {
    type: 'string',
    description: 'The address that a web tool fetches.',
    value: (c) => c.call.url ?? '',
  },
  'tool.mcp_server': {
    type: 'string',
    description: 'The MCP server of an MCP tool.',
    value: (c) => c.call.mcp?.server ?? '',
  },
  'mcp.server': {
    type: 'string',
    description: 'The MCP server of an MCP tool; missing for other tools.',
    value: (c) => c.call.mcp?.server,
  },
  'mcp.tool': {
    type: 'string',
    description: 'The tool’s name at its MCP server; missing for other tools.',
    value: (c) => c.call.mcp?.tool,
  },
  ...EFFECT_FIELDS,
};

function lastComponent(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** One argument of a tool as `tool.arg` gives it. */
export function toolArgument(input: JsonObject, key: string): string | undefined {
  if (!Object.hasOwn(input, key)) return undefined;
  const value = input[key];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The catalogue of the event source `coding_agent`. */
export const CODING_AGENT_CATALOGUE: FieldCatalogue = createCatalogue(
  EVENT_SOURCE,
  Object.entries(FIELDS).map(([name, { value: _, about: __, ...definition }]) => ({ name, ...definition })),
);

/** By their places in the catalogue. */
const FIELD_AT: readonly Field[] = Object.values(FIELDS);
const ABOUT_AT: readonly (Aspect | undefined)[] = FIELD_AT.map(({ about }) => about);

const NONE: readonly string[] = [];

/** The fields of one call, each computed when first asked for and kept. */
export class CallFields implements EventFields {
  readonly #subject: Subject;
  /** By the field's place in the catalogue; undefined until it is known. */
  readonly #values: (FieldValue | undefined)[] = new Array(FIELD_AT.length);

  constructor(context: FieldContext) {
    this.#subject = new Subject(context);
  }

  get(name: string, argument?: string): FieldValue | undefined {
    const place = CODING_AGENT_CATALOGUE.placeOf(name);
    if (argument !== undefined) return FIELD_AT[place]?.value(this.#subject, argument);
    return place < 0 ? undefined : this.#at(place);
  }

  /** Works out those that are lists, which are empty for most calls. */
  present(places: readonly number[]): readonly number[] {
    const found: number[] = [];
    for (let i = 0; i < places.length; i++) {
      const place = places[i] as number;
      if (this.#isNone(place)) continue;
      const isEmptyList = FIELD_AT[place]?.list === true && isEmpty(this.#at(place));
      if (!isEmptyList) found.push(place);
    }
    return found;
  }

  /**
   * All fields that say something, for the audit: fields with an argument, missing, empty and false ones left out.
   * Never throws: one that cannot be worked out says why.
   */
  all(): Record<string, FieldValue> {
    const { fields } = CODING_AGENT_CATALOGUE;
    const result: Record<string, FieldValue> = {};
    for (let place = 0; place < fields.length; place++) {
      const { name, argument } = fields[place] as FieldDefinition;
      if (argument !== undefined) continue;
      const value = this.#valueOrProblem(place);
      if (!isEmpty(value)) result[name] = value as FieldValue;
    }
    return result;
  }

  /** What the call puts into files that hold secrets. Never throws. */
  secrets(): readonly string[] {
    try {
      return this.#subject.effects.fileSecrets;
    } catch {
      return [];
    }
  }

  /** Whether the call has nothing that the list could be about: so it is with most, and they need not be worked out. */
  #isNone(place: number): boolean {
    const about = ABOUT_AT[place];
    return about !== undefined && !this.#subject.effects.aspects.has(about);
  }

  #at(place: number): FieldValue | undefined {
    const known = this.#values[place];
    if (known !== undefined) return known;
    const value = this.#isNone(place) ? NONE : FIELD_AT[place]?.value(this.#subject);
    this.#values[place] = value;
    return value;
  }

  #valueOrProblem(place: number): FieldValue | undefined {
    try {
      return this.#at(place);
    } catch (error) {
      // Arguments can be nested more deeply than JSON can be written.
      return `[cannot be worked out: ${(error as Error).message}]`;
    }
  }
}

function isEmpty(value: FieldValue | undefined): boolean {
  if (value === undefined || value === false || value === '') return true;
  return typeof value === 'object' && value.length === 0;
}
