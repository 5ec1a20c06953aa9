import { urlHost } from '../program/actor.ts';
import type { ProgramRun } from '../program/run.ts';
import { derive, display, type Text, unknownOutput } from '../text.ts';

const BUCKET = /^(?:s3|gs|az|b2|abfss?|https?):\/\//;

/** Expressions on standard input; some functions read files. */
export function terraformConsole(run: ProgramRun): void {
  const text = run.takeStdin();
  for (const match of text.value.matchAll(
    /\b(?:file\w*|templatefile)\(\s*(?:pathexpand\(\s*)?"([^"]{1,1024})"/g,
  ))
    run.read(derive(text, match[1] as string));
}

/** `aws s3 cp a s3://b`: one side is a bucket. */
export function cloudCopy(run: ProgramRun): void {
  const target = run.operands.at(-1);
  const sources = run.operands.slice(0, -1);
  if (target === undefined) return;
  run.printsNothing();
  const host = run.parsed.spec.hosts ?? 'cloud';
  if (isRemote(target.value)) {
    run.connect(hostOf(target, host));
    for (const source of sources)
      if (source.value === '-') run.send(run.takeStdin());
      else if (!isRemote(source.value)) run.send(run.actor.read(source, { recursive: run.recursive }));
    return;
  }
  for (const source of sources) {
    if (!isRemote(source.value)) {
      run.read(source);
      continue;
    }
    const from = hostOf(source, host);
    run.connect(from);
    const fetched = unknownOutput(run.name, [{ kind: 'net', host: from }]);
    if (target.value === '-') run.print(fetched);
    else run.actor.write(target, fetched, false, { recursive: run.recursive });
  }
}

function isRemote(value: string): boolean {
  return BUCKET.test(value) || (/^[\w-]+\/[\w-]+/.test(value) === false && /^[\w-]+:/.test(value));
}

function hostOf(text: Text, fallback: string): string {
  return /^https?:/.test(text.value) ? display(urlHost(text.value)) : fallback;
}

/** `--anything file://path` and `fileb://path` read a file into the request. */
export function cloudFiles(run: ProgramRun): void {
  for (const arg of run.args) {
    const match = /^(?:--[\w-]+=)?fileb?:\/\/(.+)$/.exec(arg.value);
    if (match !== null) run.send(run.actor.read(derive(arg, match[1] as string)));
  }
}
