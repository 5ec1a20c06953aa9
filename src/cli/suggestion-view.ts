import type { NoSuggestion, Suggestion } from '../replay/index.ts';
import { formatExample } from './replay-view.ts';
import { counted, oneLine, type Terminal, wrapped } from './terminal.ts';

/** A suggestion for people: what the rule has cost, the exception, and what it changes. */
export function formatSuggestion(suggestion: Suggestion | NoSuggestion, terminal: Terminal): string {
  const { rule, stopped, approved, denied } = suggestion;
  const title = terminal.paint('bold', oneLine(rule, 120));
  const head = `${title}  ${counted(stopped, 'call')} stopped: ${approved} approved by a person, ${denied} denied`;
  if (suggestion.kind === 'none') {
    const why = wrapped(`Nothing safe to suggest: ${suggestion.why}.`, (terminal.columns ?? 120) - 2);
    return [head, ...why.map((line) => `  ${line}`)].join('\n');
  }
  const { yaml, replay } = suggestion;
  const { calls, silenced, approved: spared, examples } = replay;
  return [
    head,
    '',
    yaml.trimEnd(),
    '',
    `Replayed over ${counted(calls, 'call')}: ${silenced} no longer stopped, ${spared} of them approved by a person; none that was denied, and no other verdict changes.`,
    ...examples.map((example) => `    ${formatExample(example, terminal)}`),
  ].join('\n');
}
