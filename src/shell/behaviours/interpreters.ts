import { decodeBase64Utf16 } from '../code/decode.ts';
import { baseName } from '../path.ts';
import { PEER } from '../program/actor.ts';
import type { ProgramRun } from '../program/run.ts';
import { isExact, joinTexts, literal, type Text, textFrom, unknownOutput } from '../text.ts';

/** `bash -c code name args`, `bash file args`, `bash` with code on standard input. */
export function shell(run: ProgramRun): void {
  const [first, ...others] = run.operands;
  noteSocket(run);
  for (const option of ['--rcfile', '--init-file']) {
    const file = run.value(option);
    if (file !== undefined) run.startFile(file, 'shell');
  }
  if (run.has('-c')) {
    if (first !== undefined) run.startShell(first, undefined, others.slice(1), others[0]);
    return;
  }
  if (first !== undefined && !run.has('-s')) {
    run.startFile(first, 'shell', others);
    return;
  }
  if (run.isFed) run.startShell(run.stdin, undefined, run.operands);
  else run.action('interactive');
  // What it prints depends on what it is told.
  const isKnown = run.isFed && isExact(run.stdin.value);
  if (!isKnown && run.call.io.stdout.kind !== 'terminal')
    run.print(unknownOutput(run.name, [{ kind: 'command', name: run.name }]));
}

/** An interpreter that reads from a connection does what the other side says. */
function noteSocket(run: ProgramRun): void {
  const socket = run.call.io.socket();
  if (socket === undefined) return;
  const host = socket.host ?? PEER;
  run.runtime.effects.socket(
    host === PEER ? { kind: 'bind-shell', by: run.name } : { kind: 'reverse-shell', host, by: run.name },
  );
  run.runtime.effects.flow({ from: { kind: 'net', host }, to: { kind: 'exec' } });
}

/** `python -m module`: some modules are programs of their own. */
export function python(run: ProgramRun): void {
  noteSocket(run);
  runNamedScript(run);
  const module = run.value('-m');
  if (module === undefined) return;
  run.stdinTaken = true;
  const name = module.value.split('.', 1)[0] as string;
  switch (module.value) {
    case 'http.server':
    case 'SimpleHTTPServer':
      run.runtime.effects.socket({ kind: 'listen', by: run.name });
      offerDirectory(run);
      return;
    case 'base64':
      run.start([literal('base64'), ...run.operands]);
      return;
    default:
      if (
        [
          'pip',
          'pytest',
          'twine',
          'build',
          'venv',
          'poetry',
          'uv',
          'black',
          'ruff',
          'mypy',
          'pipx',
          'conda',
        ].includes(name)
      )
        run.start([{ ...module, value: name }, ...run.operands]);
  }
}

/** `python -m http.server [-d directory]` shows others all that lies below. */
function offerDirectory(run: ProgramRun): void {
  const at = run.args.findIndex(({ value }) => /^(?:-d|--directory)(?:=|$)/.test(value));
  const option = run.args[at];
  const attached = option?.value.split('=', 2)[1];
  const directory = attached === undefined ? run.args[at + 1] : literal(attached);
  run.actor.read(option !== undefined && directory !== undefined ? directory : literal('.'), {
    recursive: true,
  });
}

/** `pwsh -Command …`, `-EncodedCommand …`, `-File …`; abbreviations of any length. */
export function powershell(run: ProgramRun): void {
  let rest = 0;
  for (; rest < run.args.length; rest++) {
    const arg = run.args[rest] as Text;
    const name = arg.value.toLowerCase().replace(/^--?|^\//, '');
    const next = run.args[rest + 1];
    if (!/^[-/]/.test(arg.value)) break;
    if (
      (name !== '' &&
        'encodedcommand'.startsWith(name) &&
        (name.startsWith('enc') || name === 'e' || name === 'en' || name === 'ec')) ||
      name === 'ec'
    ) {
      runEncoded(run, next);
      return;
    }
    if (name !== '' && 'command'.startsWith(name)) {
      run.startCode('powershell', joinTexts(run.args.slice(rest + 1), ' '));
      run.stdinTaken = true;
      return;
    }
    if (name !== '' && 'file'.startsWith(name)) {
      if (next !== undefined) run.startFile(next, 'powershell');
      return;
    }
    if (
      /^(?:executionpolicy|ex|ep|windowstyle|w|workingdirectory|version|v|inputformat|outputformat|configurationname|settingsfile)$/.test(
        name,
      )
    )
      rest += 1;
  }
  const first = run.args[rest];
  if (first === undefined) {
    if (run.isFed) {
      run.startCode('powershell', run.stdin);
      run.stdinTaken = true;
    }
    return;
  }
  if (/\.ps1$/i.test(first.value)) run.startFile(first, 'powershell');
  else if (first.value === '-') run.startCode('powershell', run.stdin);
  else run.startCode('powershell', joinTexts(run.args.slice(rest), ' '));
}

function runEncoded(run: ProgramRun, code: Text | undefined): void {
  if (code === undefined) return;
  const decoded = isExact(code.value) ? decodeBase64Utf16(code.value) : undefined;
  const text = decoded ?? unknownOutput('decoded').value;
  run.startCode('powershell', textFrom(text, code.sources, true));
}

/** `Start-Process program arguments -Verb RunAs`. */
export function startProcess(run: ProgramRun): void {
  const [program, ...args] = [...run.values('-filepath'), ...run.operands, ...run.values('-argumentlist')];
  if (program !== undefined) run.start([program, ...args]);
}

/** `cmd /c command`. */
export function cmd(run: ProgramRun): void {
  const at = run.args.findIndex((arg) => /^\/[ckr]/i.test(arg.value));
  if (at < 0) return;
  const [first, ...rest] = run.args.slice(at) as [Text, ...Text[]];
  const attached = { ...first, value: first.value.slice(2) };
  const words = attached.value === '' ? rest : [attached, ...rest];
  run.startCode('cmd', joinTexts(words.map(quoted), ' '));
}

function quoted(word: Text): Text {
  return /\s/.test(word.value) && !/["']/.test(word.value) && !/^\w+ /.test(word.value)
    ? { ...word, value: `"${word.value}"` }
    : word;
}

/** Interpreters started without a script in between: what they are fed is code. */
export function interpreter(run: ProgramRun): void {
  noteSocket(run);
  runNamedScript(run);
}

/** Scripts that are command-line programs of their own: `php artisan`, `node node_modules/.bin/rimraf`. */
function runNamedScript(run: ProgramRun): void {
  const [script, ...args] = run.operands;
  if (
    script === undefined ||
    !/(?:^|\/)(?:artisan|manage\.py|console|rails|rake)$|\.bin\/[\w.-]+$/.test(script.value)
  )
    return;
  run.start([{ ...script, value: baseName(script.value) }, ...args]);
}

/** `osascript -e line -e line`, `osascript file`; `-l JavaScript` for the other language. */
export function osascript(run: ProgramRun): void {
  const lines = run.values('-e');
  const language = /javascript/i.test(run.value('-l')?.value ?? '') ? 'javascript' : 'applescript';
  run.stdinTaken = true;
  if (lines.length > 0) run.startCode(language, joinTexts(lines, '\n'));
  else if (run.operands[0] !== undefined) run.startFile(run.operands[0], language);
  else if (run.isFed) run.startCode(language, run.stdin);
}

/** Editors that take commands: `vim -c cmd`, `vim +cmd`, `ed` fed with commands. */
export function editor(run: ProgramRun): void {
  for (const operand of run.operands) {
    if (operand.value === '-') {
      run.takeStdin();
      run.stdinTaken = true;
      continue;
    }
    if (operand.value.startsWith('+')) {
      if (!/^\+\d*$/.test(operand.value)) run.startCode('vim', { ...operand, value: operand.value.slice(1) });
      continue;
    }
    run.read(operand);
    if (!run.has('-R')) run.actor.file('write', operand);
  }
  if (run.isFed && !run.stdinTaken) {
    run.stdinTaken = true;
    run.startCode('vim', run.stdin);
  }
}

/** `awk program files`, `awk -f file`. */
export function awk(run: ProgramRun): void {
  const files = run.values('--file');
  const [program, ...operands] = run.operands;
  for (const file of files) run.startFile(file, 'awk');
  if (files.length === 0 && program !== undefined) run.startCode('awk', program);
  for (const operand of files.length > 0 ? run.operands : operands) {
    if (/^[A-Za-z_]\w*=/.test(operand.value)) continue;
    run.read(operand);
    if (run.has('--inplace') || run.value('--include')?.value === 'inplace') run.writeTo(operand, true);
  }
}

/** `sed script files`, `sed -i`, `sed -n -e script -f file`. */
export function sed(run: ProgramRun): void {
  const scripts = run.values('--expression');
  const files = run.values('--file');
  const operands = run.operands.slice();
  const inPlace = run.has('--in-place') || run.has('-I');
  // BSD takes the suffix as a word of its own, often an empty one.
  if (inPlace && run.operands[0]?.value === '') operands.shift();
  if (scripts.length === 0 && files.length === 0) {
    const script = operands.shift();
    if (script !== undefined) scripts.push(script);
  }
  for (const script of scripts) run.startCode('sed', script);
  for (const file of files) run.startFile(file, 'sed');
  for (const operand of operands) {
    run.read(operand);
    if (inPlace) run.writeTo(operand, true);
  }
}

/** Database clients: code in options, in operands behind the database, or on standard input. */
export function sqlClient(run: ProgramRun): void {
  const [, ...statements] = run.operands;
  if (run.name.startsWith('sqlite') || run.name === 'duckdb') {
    const [database] = run.operands;
    if (database !== undefined && database.value !== ':memory:') {
      run.read(database);
      run.actor.file('write', database);
    }
    for (const statement of statements) run.startCode('sql', statement);
  }
}

/** `esyscmd(command)` in the text m4 expands. */
export function m4(run: ProgramRun): void {
  const text = run.takeStdin();
  for (const match of text.value.matchAll(/\be?syscmd\(`?([^)']{1,1024})'?\)/g)) {
    const { stdinTaken } = run;
    run.startShell({ ...text, value: match[1] as string });
    run.stdinTaken = stdinTaken;
  }
}
