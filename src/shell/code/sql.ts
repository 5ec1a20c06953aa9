import { Actor } from '../program/actor.ts';
import type { Call, Runtime } from '../runtime.ts';
import { literal, unknownOutput } from '../text.ts';

/** Statements that lose data, files that statements touch, and the clients' own commands. */
export function runSql(source: string, call: Call, runtime: Runtime): void {
  runtime.budget.spend(source.length / 32);
  const actor = new Actor(runtime, call, 'sql');
  for (const line of source.split('\n')) metaCommand(line.trim(), actor, call, runtime);
  for (const statement of statements(source)) runStatement(statement, actor, call, runtime);
}

/** The statements with comments taken out; separators inside quotes do not count. */
function statements(source: string): string[] {
  const all: string[] = [];
  let current = '';
  for (let i = 0; i < source.length; i++) {
    const char = source[i] as string;
    if (char === "'" || char === '"') {
      const end = source.indexOf(char, i + 1);
      const stop = end < 0 ? source.length : end + 1;
      current += source.slice(i, stop);
      i = stop - 1;
    } else if (char === '-' && source[i + 1] === '-') {
      const end = source.indexOf('\n', i);
      i = end < 0 ? source.length : end - 1;
    } else if (char === '/' && source[i + 1] === '*') {
      const end = source.indexOf('*/', i + 2);
      i = end < 0 ? source.length : end + 1;
      current += ' ';
    } else if (char === ';') {
      all.push(current);
      current = '';
    } else current += char;
  }
  all.push(current);
  return all;
}

const DROPS =
  /^\s*(?:drop\s+(?:table|database|schema|index|view|materialized\s+view|user|role|function|trigger|sequence|tablespace|keyspace|collection|owned|type|extension|column|partition)|truncate\b|delete\s+from\s+\S+\s*$|delete\s+from\s+(?!.*\bwhere\b)|alter\s+table\s+.*\bdrop\b|update\s+\S+\s+set\s+(?!.*\bwhere\b)|flushall\b|flushdb\b|db\.dropdatabase|db\.\w+\.drop\b)/is;

/** A statement that changes data or schema without losing any; methods of the shells of document stores, too. */
const WRITES =
  /^\s*(?:(?:insert|update|delete|merge|replace|upsert|alter|create|rename|load\s+data|call|do|copy\b[^;]{0,300}\bfrom)\b|db\.\w+\.(?:insert|update|delete|replace|create|rename|bulkWrite|findAndModify)\w*\s*\()/i;

const ACCESS =
  /^\s*(?:(?:grant|revoke|set\s+password|reassign\s+owned|alter\s+default\s+privileges|(?:create|alter|drop)\s+(?:user|role|login|group|policy))\b|db\.(?:create|update|drop)(?:User|Role)\b|db\.(?:grant|revoke)\w+\s*\()/i;

function runStatement(statement: string, actor: Actor, call: Call, runtime: Runtime): void {
  const head = statement.slice(0, 4_096);
  if (DROPS.test(head) || /\b(?:dropDatabase|\.drop|deleteMany|remove)\s*\(\s*(?:\{\s*\})?\s*\)/.test(head))
    runtime.effects.action('drop-data');
  else if (WRITES.test(head)) runtime.effects.action('write-data');
  if (ACCESS.test(head)) runtime.effects.action('data-access');
  const copied =
    /\bcopy\b.{0,300}?\b(?:to|from)\s+program\s+(?:'([^']{1,4096})'|\$(\w{0,32})\$(.{1,4096}?)\$\2\$)/is.exec(
      head,
    );
  const program = copied?.[1] ?? copied?.[3];
  if (program !== undefined) shell(program, call, runtime);
  const copy = /\bcopy\b.{0,300}?\b(to|from)\s+'([^']{1,1024})'/is.exec(head);
  if (copy !== null && program === undefined)
    touch(copy[1]?.toLowerCase() === 'to' ? 'write' : 'read', copy[2] as string, actor);
  for (const [, path] of head.matchAll(
    /\b(?:load_file|readfile|pg_read_file|pg_read_binary_file|lo_import|load_extension|infile|read_csv|read_text|read_blob)\s*\(?\s*'([^']{1,1024})'/gi,
  ))
    touch('read', path as string, actor);
  for (const [, path] of head.matchAll(
    /\b(?:outfile|dumpfile|writefile|lo_export\s*\(\s*\d+\s*,|vacuum\s+into|attach(?:\s+database)?)\s*\(?\s*'([^']{1,1024})'/gi,
  ))
    touch('write', path as string, actor);
}

function touch(access: 'read' | 'write', path: string, actor: Actor): void {
  if (path === ':memory:' || path === '') return;
  if (access === 'read') actor.read(literal(path));
  else actor.write(literal(path), unknownOutput('sql'), false);
}

function shell(command: string, call: Call, runtime: Runtime): void {
  runtime.runShell(literal(command), { ...call, state: call.state.fork() });
}

/** `\! cmd`, `\o file`, `\i file` of psql and mysql; `.shell cmd`, `.output file`, `.read file` of sqlite3. */
function metaCommand(line: string, actor: Actor, call: Call, runtime: Runtime): void {
  const match =
    /^(?:\\(!|i|ir|o|g|w|copy)|\.(shell|system|read|output|once|import|open|save|backup|dump|log|load)|(system|source|tee)\b)\s*(.*)$/.exec(
      line,
    );
  if (match === null) return;
  const name = match[1] ?? match[2] ?? match[3] ?? '';
  const argument = (match[4] ?? '').replace(/;\s*$/, '').trim();
  if (argument === '') return;
  switch (name) {
    case '!':
    case 'shell':
    case 'system':
      shell(argument, call, runtime);
      return;
    case 'i':
    case 'ir':
    case 'read':
    case 'source':
    case 'load':
    case 'import':
      touch('read', firstWord(argument), actor);
      return;
    case 'copy': {
      const copy = /\b(to|from)\s+'?([^'\s]{1,1024})/i.exec(argument);
      if (copy !== null) touch(copy[1]?.toLowerCase() === 'to' ? 'write' : 'read', copy[2] as string, actor);
      return;
    }
    case 'dump':
      return;
    default:
      if (argument.startsWith('|')) shell(argument.slice(1), call, runtime);
      else touch('write', firstWord(argument), actor);
  }
}

function firstWord(text: string): string {
  const quoted = /^(['"])(.*?)\1/.exec(text);
  return quoted?.[2] ?? (text.split(/\s/, 1)[0] as string);
}
