import { Command } from 'commander';
import type { FieldDefinition } from '../../falco/index.ts';
import { CODING_AGENT_CATALOGUE } from '../../guard/index.ts';
import { jsonLine } from '../json-line.ts';
import { type Terminal, terminalFor, wrapped } from '../terminal.ts';
import { examples } from '../verb.ts';

/** `rules fields`: what conditions and outputs may name. */
export function rulesFieldsVerb(): Command {
  return new Command('fields')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('rules fields', 'rules fields --json'))
    .description('List the fields that rules may use, with type and meaning')
    .action((options: { json?: boolean }) => {
      const { fields } = CODING_AGENT_CATALOGUE;
      if (options.json === true) console.log(jsonLine(fields));
      else console.log(formatFields(fields, terminalFor(process.stdout)));
    });
}

function formatFields(fields: readonly FieldDefinition[], terminal: Terminal): string {
  const rows = fields.map((field) => ({ name: nameOf(field), type: typeOf(field), text: field.description }));
  const nameWidth = Math.max(...rows.map(({ name }) => name.length));
  const typeWidth = Math.max(...rows.map(({ type }) => type.length));
  const indent = nameWidth + typeWidth + 4;
  const textWidth = Math.max(24, (terminal.columns ?? 120) - indent);
  const lines = rows.flatMap(({ name, type, text }) => {
    const [first = '', ...rest] = wrapped(text, textWidth);
    const head = `${terminal.paint('bold', name.padEnd(nameWidth))}  ${terminal.paint('cyan', type.padEnd(typeWidth))}`;
    return [`${head}  ${first}`, ...rest.map((line) => `${' '.repeat(indent)}${line}`)];
  });
  return lines.join('\n');
}

function nameOf({ name, argument }: FieldDefinition): string {
  if (argument === undefined) return name;
  return argument.required ? `${name}[${argument.kind}]` : `${name}[${argument.kind}]?`;
}

function typeOf({ type, list }: FieldDefinition): string {
  return list === true ? `list of ${type}` : type;
}
