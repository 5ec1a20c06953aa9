import { claudeCode } from '../../src/agents/index.ts';
import { CallFields, CODING_AGENT_CATALOGUE } from '../../src/guard/fields.ts';
import type { EventRecord } from './corpus.ts';

const HOME = '/home/dev';

/** All fields that our catalogue has for the call, what it does included, so that reading them takes no time. */
export function workOutFields(record: EventRecord): EventRecord {
  const input = JSON.parse(String(record['tool.input']));
  const parsed = claudeCode.parse({
    hook_event_name: record['agent.hook_event_name'] as string,
    tool_name: record['tool.name'] as string,
    tool_input: input,
    cwd: record['agent.cwd'] as string,
    session_id: 'bench',
  });
  const [call] = parsed.kind === 'calls' ? parsed.calls : [];
  // Nothing but what is there, where a call makes no sense.
  if (call === undefined) return record;
  const fields = new CallFields({ call, correlationId: 1, agentPid: 1, os: 'linux', home: HOME });
  const names = CODING_AGENT_CATALOGUE.fields.filter(({ argument }) => argument === undefined);
  const values = names.map(({ name }) => [name, fields.get(name)] as const);
  const args = Object.keys(input).map((key) => [`tool.arg[${key}]`, fields.get('tool.arg', key)] as const);
  return Object.fromEntries([...values, ...args].map(([name, value]) => [name, valueOrNull(value)]));
}

/** An empty list is no value. */
function valueOrNull(value: EventRecord[string] | undefined): EventRecord[string] {
  return value === undefined || (Array.isArray(value) && value.length === 0) ? null : value;
}
