import { readFileSync } from 'node:fs';
import { createCatalogue, formatDiagnostic, loadRules } from 'prempti/falco';

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');

const catalogue = createCatalogue('shop', [
  { name: 'order.customer', type: 'string', description: 'Who orders.' },
  { name: 'order.total', type: 'uint64', description: 'The price of all.' },
  { name: 'order.first', type: 'bool', description: 'Whether it is the first order.' },
  { name: 'order.host', type: 'string', description: 'Where the customer comes from.' },
]);
const file = { name: 'rules.yaml', text: read('rules.yaml') };
const { ruleSet, diagnostics } = loadRules([file], { catalogues: [catalogue] });

for (const diagnostic of diagnostics) {
  console.log(formatDiagnostic(diagnostic, new Map([[file.name, file.text]])));
}
for (const line of read('events.jsonl').trim().split('\n')) {
  const event = JSON.parse(line);
  for (const { rule, alert } of ruleSet?.match('shop', { get: (name) => event[name] }) ?? []) {
    console.log(`${rule.priority} ${rule.name}: ${alert().message}`);
  }
}
