import type { Command } from 'commander';
import {
  describe,
  type ListDescription,
  type MacroDescription,
  nearestName,
  type RuleDescription,
} from '../../falco/index.ts';
import { plainText, ruleVerdict } from '../../guard/index.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import { type OpenedPolicy, openPolicy } from '../rule-policy.ts';
import { describeChange, locateChanges, type RuleChange } from '../rule-summary.ts';
import { type Terminal, terminalFor, wrapped } from '../terminal.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';
import { verdictLabel } from '../verdict-label.ts';

/** `rules show NAME`: everything about a rule, a macro or a list. */
export function rulesShowVerb(): Command {
  return prefixVerb('show')
    .argument('<name>', 'the name of a rule, a macro or a list')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples("rules show 'Deny writing to sensitive paths'", 'rules show sensitive_paths'),
    )
    .description('Show a rule, macro or list: where it stands, what changed it, what it comes to')
    .action((name: string, options: { prefix?: string; json?: boolean }) => show(name, options));
}

type Definition = RuleDescription | MacroDescription | ListDescription;

function show(name: string, options: { readonly prefix?: string; readonly json?: boolean }): void {
  const policy = openPolicy(prefixOf(options), { folder: process.cwd() });
  const found = describe(policy.loaded, name);
  if (found.length === 0) throw new CliFailure(notFound(name, policy));
  if (options.json === true) {
    console.log(jsonLine(found.map((definition) => definitionData(definition, policy))));
    return;
  }
  const terminal = terminalFor(process.stdout);
  console.log(found.map((definition) => format(definition, policy, terminal)).join('\n\n'));
}

function notFound(name: string, { loaded: { definitions } }: OpenedPolicy): string {
  const names = [definitions.rules, definitions.macros, definitions.lists].flatMap((map) => [...map.keys()]);
  const nearest = nearestName(name, names);
  const hint = nearest === undefined ? 'see "premptictl rules list"' : `did you mean "${nearest}"?`;
  return `there is no rule, macro or list "${name}"; ${hint}`;
}

function definitionData(definition: Definition, { texts, settings }: OpenedPolicy): object {
  const { type, name } = definition;
  const changes = locateChanges(definition.changes, texts);
  const common = { type, name, changes };
  switch (definition.type) {
    case 'rule': {
      const { rule, written, expanded, fields, macros } = definition;
      const { description, enabled, priority, source, tags, output } = rule;
      const verdict = ruleVerdict(tags, settings);
      const facts = { description, enabled, verdict, priority, source, tags, output };
      return { ...common, ...facts, condition: written, expanded, fields, macros };
    }
    case 'macro':
      return { ...common, condition: definition.written, usedBy: definition.usedBy };
    case 'list':
      return { ...common, items: definition.items };
  }
}

function format(definition: Definition, { texts, settings }: OpenedPolicy, terminal: Terminal): string {
  const width = Math.max(60, terminal.columns ?? 120);
  const changes = locateChanges(definition.changes, texts);
  const sheet = new Sheet(terminal, width);
  switch (definition.type) {
    case 'rule': {
      const { rule, written, expanded, fields, macros } = definition;
      const label = rule.enabled ? verdictLabel(ruleVerdict(rule.tags, settings), terminal) : 'off ';
      sheet.title(`${label}  `, definition.name, rule.priority);
      sheet.paragraph(rule.description);
      sheet.changes(changes);
      sheet.entry('tags', rule.tags.join(', '));
      sheet.entry('output', rule.output);
      sheet.entry('fields', fields.join(', '));
      sheet.entry('macros', macros.join(', '));
      sheet.block('condition', lines(written, width));
      sheet.block('with macros and lists put in', expanded.split('\n'));
      break;
    }
    case 'macro':
      sheet.title('', definition.name, 'macro');
      sheet.changes(changes);
      sheet.entry(
        'used by',
        definition.usedBy.length === 0 ? 'no rule' : `${definition.usedBy.length} rules`,
      );
      sheet.block('condition', lines(definition.written, width));
      sheet.block(`used by ${definition.usedBy.length} rules`, definition.usedBy);
      break;
    case 'list':
      sheet.title('', definition.name, `list of ${definition.items.length}`);
      sheet.changes(changes);
      sheet.block('items', definition.items);
      break;
  }
  return sheet.text();
}

/** A condition as it was written, in lines that fit below a label. */
function lines(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((line) => wrapped(line, width - 4));
}

/** Lays out one definition. Entries and blocks without content are left out. */
class Sheet {
  readonly #lines: string[] = [];
  readonly #terminal: Terminal;
  readonly #width: number;

  constructor(terminal: Terminal, width: number) {
    this.#terminal = terminal;
    this.#width = width;
  }

  title(mark: string, name: string, note: string): void {
    this.#lines.push(
      `${mark}${this.#terminal.paint('bold', plainText(name))}  ${this.#terminal.paint('dim', note)}`,
    );
  }

  paragraph(text: string): void {
    if (text !== '') this.#lines.push(...wrapped(text.trim(), this.#width - 2).map((line) => `  ${line}`));
    this.#lines.push('');
  }

  changes(changes: readonly RuleChange[]): void {
    for (const change of changes) this.#lines.push(`  ${describeChange(change)}`);
    this.#lines.push('');
  }

  entry(label: string, text: string): void {
    if (text === '') return;
    const [first = '', ...rest] = wrapped(text.trim(), this.#width - LABEL_WIDTH - 2);
    this.#lines.push(`  ${this.#terminal.paint('cyan', label.padEnd(LABEL_WIDTH))}${first}`);
    for (const line of rest) this.#lines.push(`  ${' '.repeat(LABEL_WIDTH)}${line}`);
  }

  block(label: string, lines: readonly string[]): void {
    if (lines.length === 0) return;
    this.#lines.push(
      '',
      `  ${this.#terminal.paint('cyan', label)}`,
      ...lines.map((line) => `    ${plainText(line)}`),
    );
  }

  text(): string {
    return this.#lines.join('\n').replace(/\n{3,}/g, '\n\n');
  }
}

const LABEL_WIDTH = 8;
