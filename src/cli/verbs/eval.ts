import { Command } from 'commander';
import {
  createCatalogue,
  type FieldDefinition,
  type FieldInput,
  formatDiagnostic,
  loadRules,
} from '../../falco/index.ts';
import { CODING_AGENT_CATALOGUE, EVENT_SOURCE } from '../../guard/index.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import { readArgument, readRuleFiles } from '../rule-arguments.ts';
import { examples } from '../verb.ts';

/** One line of the events file: field name (with `[argument]`) to value; a missing key has no value. */
type EventLine = Readonly<Record<string, FieldInput | null>>;

/** `eval --rules F --events E.jsonl`: which rules match which events, without a guard around them. */
export function evalVerb(): Command {
  return new Command('eval')
    .requiredOption('--rules <file...>', 'rule files, in load order')
    .requiredOption(
      '--events <file>',
      'JSON lines: {"field": value, "list.field": ["a"], "field[argument]": value}',
    )
    .option('--strict', 'refuse what the original Falco engine refuses')
    .option('--json', 'as without it: JSON is all that it prints')
    .addHelpText('after', examples('eval --rules mine.yaml --events events.jsonl'))
    .action((options: { rules: string[]; events: string; strict?: boolean }) => {
      const events = readEvents(options.events);
      const files = readRuleFiles(options.rules);
      const loaded = loadRules(files, {
        catalogues: [catalogueFor(events)],
        strict: options.strict === true,
      });
      if (loaded.ruleSet === undefined) {
        const sources = new Map(files.map((file) => [file.name, file.text]));
        const errors = loaded.diagnostics.filter((d) => d.severity === 'error');
        throw new CliFailure(errors.map((d) => formatDiagnostic(d, sources)).join('\n'));
      }
      const lines: string[] = [];
      for (const [i, event] of events.entries()) {
        const matches = loaded.ruleSet.match(EVENT_SOURCE, {
          get: (name, argument) => event[argument === undefined ? name : `${name}[${argument}]`] ?? undefined,
        });
        lines.push(
          jsonLine({
            i,
            matches: matches.map((match) => ({
              rule: match.rule.name,
              priority: match.rule.priority,
              output: match.alert().message,
              tags: match.rule.tags,
            })),
          }),
        );
      }
      process.stdout.write(lines.length > 0 ? `${lines.join('\n')}\n` : '');
    });
}

function readEvents(path: string): readonly EventLine[] {
  return readArgument(path)
    .split('\n')
    .flatMap((line, index) => {
      if (line.trim() === '') return [];
      try {
        const value: unknown = JSON.parse(line);
        if (typeof value === 'object' && value !== null && !Array.isArray(value)) return [value as EventLine];
      } catch {
        // Told below, like JSON of another shape.
      }
      throw new CliFailure(`${path}:${index + 1}: expected a JSON object of field values`);
    });
}

/**
 * The fields of coding agents, and any other field that an event has a value for, typed by that value: rules for
 * other plugins of the original can thus be evaluated as well.
 */
function catalogueFor(events: readonly EventLine[]): ReturnType<typeof createCatalogue> {
  const fields = new Map<string, FieldDefinition>(
    CODING_AGENT_CATALOGUE.fields.map((field) => [field.name, field]),
  );
  for (const event of events) {
    for (const [key, value] of Object.entries(event)) {
      const [name = key, argument] = key.split('[', 2);
      if (fields.has(name) || value === null) continue;
      fields.set(name, {
        name,
        ...typeOf(value),
        ...(argument === undefined ? {} : { argument: { required: true, kind: 'key' as const } }),
        description: 'Seen in the events file.',
      });
    }
  }
  return createCatalogue(EVENT_SOURCE, [...fields.values()]);
}

function typeOf(value: FieldInput): Pick<FieldDefinition, 'type' | 'list'> {
  if (Array.isArray(value)) return { ...typeOf((value[0] as string | undefined) ?? ''), list: true };
  if (typeof value === 'boolean') return { type: 'bool' };
  return typeof value === 'number' || typeof value === 'bigint' ? { type: 'uint64' } : { type: 'string' };
}
