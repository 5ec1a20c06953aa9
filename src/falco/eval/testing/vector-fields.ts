import {
  createCatalogue,
  type FieldArgument,
  type FieldCatalogue,
  type FieldDefinition,
  type FieldType,
} from '../fields.ts';

const OPTIONAL_KEY: FieldArgument = { required: false, kind: 'key' };
const REQUIRED_KEY: FieldArgument = { required: true, kind: 'key' };
const OPTIONAL_INDEX: FieldArgument = { required: false, kind: 'index' };
const REQUIRED_INDEX: FieldArgument = { required: true, kind: 'index' };
const KEY_OR_INDEX: FieldArgument = { required: false, kind: 'key-or-index' };

function fields(
  type: FieldType,
  names: readonly string[],
  traits: Partial<FieldDefinition> = {},
): readonly FieldDefinition[] {
  return names.map((name) => ({ name, type, description: name, ...traits }));
}

/** The fields of the coding agent source in the conformance vectors: the agent's own and synthetic ones. */
export const VECTOR_CATALOGUE: FieldCatalogue = createCatalogue('coding_agent', [
  ...fields('uint64', ['correlation.id'], { suggestedOutput: true }),
  ...fields('uint64', ['agent.pid']),
  ...fields('string', [
    'agent.name',
    'agent.os',
    'agent.hook_event_name',
    'agent.session_id',
    'agent.cwd',
    'agent.real_cwd',
    'tool.use_id',
    'tool.name',
    'tool.input',
    'tool.input_command',
    'tool.file_path',
    'tool.real_file_path',
    'tool.mcp_server',
    'tool.patch_op',
  ]),
  ...fields('string', ['shell.exe', 'shell.args'], { list: true }),
  ...fields('uint64', ['evt.num'], { builtIn: true }),
  ...fields('string', ['evt.source', 'evt.pluginname', 'evt.plugininfo'], { builtIn: true }),
  ...fields('string', ['t.str', 't.str2', 't.path']),
  ...fields('uint64', ['t.u64', 't.u64b']),
  ...fields('bool', ['t.bool', 't.bool2']),
  ...fields('string', ['t.strlist', 't.strlist2'], { list: true }),
  ...fields('uint64', ['t.u64list', 't.u64list2'], { list: true }),
  ...fields('bool', ['t.boollist'], { list: true }),
  ...fields('ipaddr', ['t.iplist'], { list: true }),
  ...fields('reltime', ['t.reltime']),
  ...fields('abstime', ['t.abstime']),
  ...fields('ipaddr', ['t.ip', 't.ip2']),
  ...fields('ipnet', ['t.ipnet']),
  ...fields('string', ['t.key'], { argument: REQUIRED_KEY }),
  ...fields('string', ['t.keyopt'], { argument: OPTIONAL_KEY }),
  ...fields('string', ['t.idx'], { argument: OPTIONAL_INDEX }),
  ...fields('uint64', ['t.idxreq'], { argument: REQUIRED_INDEX }),
  ...fields('string', ['t.any'], { argument: KEY_OR_INDEX }),
  ...fields('int64', ['t.i64', 't.i64b'], { builtIn: true }),
  ...fields('int32', ['t.i32'], { builtIn: true }),
  ...fields('int16', ['t.i16'], { builtIn: true }),
  ...fields('uint32', ['t.u32'], { builtIn: true }),
  ...fields('port', ['t.port'], { builtIn: true }),
  ...fields('double', ['t.double'], { builtIn: true }),
  ...fields('bytes', ['t.buf'], { builtIn: true }),
  ...fields('fspath', ['t.fspath'], { builtIn: true }),
  ...fields('string', ['t.plain'], { builtIn: true, noTransformers: true, noFieldComparison: true }),
  ...fields('string', ['t.filteronly'], { builtIn: true, filterOnly: true }),
]);
