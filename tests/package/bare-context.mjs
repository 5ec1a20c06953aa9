/**
 * Runs the rule engine's bundle in a context that has what JavaScript and browsers have and nothing of Node's. Called with
 * the bundle's path and `--experimental-vm-modules`; prints what the program below finds.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createContext, SourceTextModule } from 'node:vm';

const context = createContext({ TextEncoder, TextDecoder, found: [] });
const modules = new Map();

function load(path) {
  if (!modules.has(path)) {
    modules.set(path, new SourceTextModule(readFileSync(path, 'utf8'), { context, identifier: path }));
  }
  return modules.get(path);
}

const program = new SourceTextModule(
  `
  import { createCatalogue, loadRules, toSarif } from 'bundle';
  const catalogue = createCatalogue('s', [{ name: 'a.b', type: 'string', description: '' }]);
  const rule = (condition) => '- {rule: R, desc: d, condition: ' + condition + ', output: "%a.b", priority: INFO, source: s}';
  const load = (text) => loadRules([{ name: 'r.yaml', text }], { catalogues: [catalogue] });
  const { ruleSet } = load(rule('a.b regex "x+é" and b64(a.b) exists or a.b glob "*é"'));
  found.push(...ruleSet.match('s', { get: () => 'xxé' }).map(({ alert }) => alert().message));
  const { diagnostics } = load(rule('a.c exists'));
  found.push(...toSarif(diagnostics, new Map(), { name: 't', version: '1' }).runs[0].results.map(({ ruleId }) => ruleId));
  found.push(load('"').diagnostics[0].code);
`,
  { context, identifier: 'program' },
);
await program.link((specifier, from) => {
  if (specifier === 'bundle') return load(process.argv[2]);
  if (specifier.startsWith('.')) return load(join(dirname(from.identifier), specifier));
  throw new Error(`${from.identifier} imports ${specifier}`);
});
await program.evaluate();
console.log(context.found.join(' '));
