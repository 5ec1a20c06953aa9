import { createCatalogue, type FieldCatalogue } from '../../eval/index.ts';

/** A handful of fields of one source, enough for rules in tests. */
export const TEST_CATALOGUE: FieldCatalogue = createCatalogue('coding_agent', [
  { name: 'tool.name', type: 'string', description: 'The tool.' },
  { name: 'tool.input_command', type: 'string', description: 'The command line.' },
  { name: 'agent.name', type: 'string', description: 'The agent.' },
  { name: 'agent.pid', type: 'uint64', description: 'The process.' },
  { name: 'fs.write', type: 'string', list: true, description: 'Files written.' },
  {
    name: 'tool.arg',
    type: 'string',
    argument: { required: true, kind: 'key' },
    description: 'One argument.',
  },
]);

export interface RuleParts {
  readonly name?: string;
  readonly condition?: string;
  readonly output?: string;
  readonly extra?: string;
}

/** The YAML of one rule. `extra` is added as it is, indented by two blanks. */
export function ruleYaml({
  name = 'R',
  condition = 'tool.name = Bash',
  output = 'o',
  extra = '',
}: RuleParts = {}): string {
  const lines = extra === '' ? '' : extra.replace(/^/gm, '  ').concat('\n');
  return `- rule: ${name}\n  desc: d\n  condition: ${condition}\n  output: ${output}\n  priority: WARNING\n  source: coding_agent\n${lines}`;
}
