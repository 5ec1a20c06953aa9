import type { Alert } from '../guard/index.ts';
import type { Style, Terminal } from './terminal.ts';

type RuleVerdict = Alert['verdict'];

const LABELS: Readonly<Record<RuleVerdict, { readonly label: string; readonly style: Style }>> = {
  deny: { label: 'deny', style: 'red' },
  ask: { label: 'ask', style: 'yellow' },
  none: { label: 'note', style: 'cyan' },
  seen: { label: 'seen', style: 'dim' },
};

/** The verdict in one word of four columns; a rule that only reports is a `note`. */
export function verdictLabel(verdict: RuleVerdict, terminal: Terminal): string {
  const { label, style } = LABELS[verdict];
  return terminal.paint(style, label.padEnd(4));
}
