import { existsSync, readFileSync } from 'node:fs';
import { analyzeCommand, type ShellContext } from '../src/shell/index.ts';
import { hostileInputs } from '../src/shell/testing/hostile.ts';
import { duration, median, percentile, processorTime } from './engine/statistics.ts';

const CORPUS = new URL('../../shared/corpus/', import.meta.url);
const CONTEXT: ShellContext = { cwd: '/home/dev/project', home: '/home/dev' };
const WARM_ROUNDS = 5;
const ROUNDS = 5;

/** What coding agents run all day. */
const TYPICAL = [
  'git status --short && git diff --stat',
  'git add -A && git commit -m "Fix the parser" && git push',
  'npm test -- --run src/shell 2>&1 | tail -40',
  'grep -rn "analyzeCommand" src --include="*.ts" | head -20',
  'find . -name "*.test.ts" -not -path "./node_modules/*" | xargs wc -l | sort -n | tail',
  'cd /home/dev/project && ls -la src && cat package.json | jq .scripts',
  'sed -i "s/foo/bar/g" src/index.ts && npx tsc --noEmit',
  'mkdir -p build && cp -r assets build/ && rm -rf build/tmp',
  'for f in src/*.ts; do echo "== $f"; wc -l "$f"; done',
  "python3 -c \"import json,sys; print(json.load(open('package.json'))['version'])\"",
  'node -e "console.log(require(\'./package.json\').version)"',
  'curl -s https://api.github.com/repos/a/b | jq -r .default_branch',
  "cat > src/new.ts <<'EOF'\nexport const answer = 42;\nexport function twice(n: number): number {\n  return 2 * n;\n}\nEOF",
  'docker compose up -d && docker compose logs --tail=50 api',
  'X=$(git rev-parse --short HEAD); echo "build $X" > build/version.txt',
  'cargo build --release 2>&1 | grep -E "warning|error" | sort | uniq -c',
];

interface Row {
  readonly what: string;
  readonly runs: readonly number[];
}

function print(unit: number, name: string, rows: readonly Row[]): void {
  console.log(
    `\n${''.padEnd(24)} ${['runs', 'median', 'p99', 'max'].map((title) => title.padStart(9)).join('')}  (${name})`,
  );
  for (const { what, runs } of rows) {
    const figures = [median(runs), percentile(runs, 0.99), Math.max(...runs)].map((ns) =>
      (ns / unit).toFixed(1),
    );
    console.log(
      `${what.padEnd(24)} ${[String(runs.length), ...figures].map((figure) => figure.padStart(9)).join('')}`,
    );
  }
}

/** Times of each text once warm, in nanoseconds. */
function measure(texts: readonly string[], rounds = ROUNDS): number[] {
  for (let i = 0; i < WARM_ROUNDS; i++) for (const text of texts) analyzeCommand(text, CONTEXT);
  const times: number[] = [];
  for (let i = 0; i < rounds; i++)
    for (const text of texts) times.push(duration(() => analyzeCommand(text, CONTEXT)));
  return times;
}

function corpusCommands(): readonly string[] {
  return ['dangerous', 'benign', 'ambiguous'].flatMap((name) =>
    readFileSync(new URL(`${name}.jsonl`, CORPUS), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map(
        (line) =>
          JSON.parse(line) as { readonly tool: string; readonly input: { readonly command?: string } },
      )
      .flatMap(({ tool, input }) => (tool === 'Bash' && input.command !== undefined ? [input.command] : [])),
  );
}

console.log(`Node ${process.version} on ${process.platform} ${process.arch}`);
const first = duration(() => analyzeCommand(TYPICAL[0] as string, CONTEXT));
console.log(`first analysis of the process: ${(first / 1e6).toFixed(1)} ms`);
const rows: Row[] = [{ what: 'typical agent commands', runs: measure(TYPICAL, 200) }];
if (existsSync(CORPUS)) rows.push({ what: 'shared corpus', runs: measure(corpusCommands()) });
else console.log('the shared corpus is not beside this repository');
print(1e3, 'microseconds', rows);

const hostile = Object.entries(hostileInputs());
const worst = hostile.map(([name, text]): Row => {
  analyzeCommand(text, CONTEXT);
  return { what: name, runs: [1, 2, 3].map(() => processorTime(() => analyzeCommand(text, CONTEXT))) };
});
const slowest = worst.toSorted((a, b) => median(b.runs) - median(a.runs)).slice(0, 5);
print(1e6, 'milliseconds of processor time, 64 kB of hostile input', [
  { what: 'all', runs: worst.map(({ runs }) => median(runs)) },
  ...slowest,
]);
