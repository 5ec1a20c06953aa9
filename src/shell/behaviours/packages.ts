import type { ProgramRun } from '../program/run.ts';
import { derive, literal } from '../text.ts';

/** `npx package args`: the package is fetched where it is missing, then run under its name. */
export function npx(run: ProgramRun): void {
  const [first, ...others] = run.parsed.command;
  if (first === undefined) return;
  const from = run.value('--package') ?? run.value('--spec') ?? first;
  const isUrl = /:\/\/|^git\+|^github:/.test(from.value);
  run.action(isUrl ? 'install-unverified' : 'run-package');
  if (isUrl) {
    run.fetch(derive(from, from.value.replace(/^[^@]+ ?@ ?(?=git\+|https?:)|^git\+/g, '')));
    run.runtime.effects.remote();
  }
  const name = first.value.replace(/(?!^)@[^/@]*$/, '');
  run.start([{ ...first, value: name.slice(name.lastIndexOf('/') + 1) || name }, ...others]);
}

/** `npm run x`, `npm install`: scripts of the `package.json` that the call itself wrote or fetched. */
export function packageScripts(run: ProgramRun): void {
  run.runtime.runBuildFile(run.actor.resolve('package.json'), run.derivedCall());
}

/** `npm pkg set scripts.x=command`: the command runs with the script. */
export function npmPackage(run: ProgramRun): void {
  const [verb, ...settings] = run.operands;
  if (verb?.value !== 'set') return;
  const scripts: Record<string, string> = {};
  for (const { value } of settings) {
    const script = /^scripts\.([^=]+)=(.*)$/s.exec(value);
    if (script !== null) scripts[script[1] as string] = script[2] as string;
  }
  const content = literal(JSON.stringify({ scripts }));
  if (Object.keys(scripts).length > 0) run.actor.write(literal('package.json'), content, false);
}

/** `uv run x.py`, `uv run -- command`. */
export function uvRun(run: ProgramRun): void {
  const [first] = run.parsed.command;
  if (first === undefined) return;
  run.start(
    /\.py$/.test(first.value) || first.value === '-'
      ? [literal('python'), ...run.parsed.command]
      : run.parsed.command,
  );
}

/** `npm config set key value`: some keys switch protection off. */
export function npmConfig(run: ProgramRun): void {
  const text = run.operands.map(({ value }) => value).join('=');
  if (/ignore-scripts=false|strict-ssl=false|audit=false/.test(text)) run.action('disable-security');
  if (/registry=/.test(text) && !text.includes('registry.npmjs.org')) run.action('install-unverified');
  if (/script-shell=|prefix=|node-options=/.test(text)) run.action('load-library');
}
