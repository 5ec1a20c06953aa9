import type { Json, ToolCall } from '../agents/index.ts';
import type { CommandEffects } from '../shell/index.ts';
import type { Written } from './written-content.ts';

/** Files of `NAME=value` lines whose values are secrets; not the examples that are kept beside them. */
const ENV_FILE =
  /(?:^|[/\\])(?:\.env(?:\.(?!(?:example|sample|template|dist|defaults)$)[\w.-]+)?|[\w.-]+\.env|\.envrc|\.flaskenv|\.dev\.vars|secrets?\.(?:ya?ml|toml|json|properties))$/i;

/** Files that hold nothing but secrets, one in each line. */
const SECRET_FILE =
  /(?:^|[/\\])(?:\.pgpass|\.vault-token|\.htpasswd|\.s3backer_passwd|\.passwd-s3fs|\.git-credentials|id_(?:rsa|ecdsa|ed25519|dsa)|run\/secrets\/[^/\\]+|[\w.-]+\.(?:pem|key|p8|ppk))$/i;

const ENTRY =
  /^[ \t]{0,80}[+-]?[ \t]{0,80}(?:export[ \t]{1,8}|- )?["']?([A-Za-z_][\w.-]{0,127})["']?[ \t]{0,8}[=:][ \t]{0,8}(.{1,4096})$/;

/** Settings that say nothing, and references to where a secret is. */
const NO_SECRET =
  /^(?:true|false|yes|no|on|off|null|none|undefined|debug|info|warn(?:ing)?|error|dev(?:elopment)?|prod(?:uction)?|test(?:ing)?|staging|local(?:host)?|\d{1,5}|[[{|>].{0,2}|\$\{?[A-Za-z_]\w*\}?|\$\(.*)$/i;

/** A shorter value is only known together with its name. */
const MIN_LENGTH = 6;

const MAX_VALUES = 256;

const MAX_DEPTH = 4;

/** A manifest of Kubernetes whose values are secrets, and what stands before them. */
const MANIFEST = /^kind:[ \t]{0,8}Secret[ \t]{0,8}$/m;

/**
 * What a call puts into files that hold secrets, and what it takes out of them: values that nothing but their place shows to be
 * secret.
 */
export function secretsInFiles(
  { file, input, command = '' }: ToolCall,
  written: readonly Written[],
  shell: CommandEffects,
): readonly string[] {
  const values = written.flatMap(valuesOf);
  // The text that an edit replaces is as secret as the new one.
  if (file?.access === 'write' && isSecretPlace(file.path)) {
    const texts = stringsIn(input).filter((text) => !text.endsWith(file.path));
    values.push(...texts.flatMap((content) => valuesOf({ path: file.path, content })));
  }
  values.push(...valuesOf({ path: '', content: command }));
  if (shell.files.some(({ access, path }) => access === 'write' && isSecretPlace(path)))
    values.push(...wordsIn(command));
  return values.slice(0, MAX_VALUES);
}

const isSecretPlace = (path: string): boolean => ENV_FILE.test(path) || SECRET_FILE.test(path);

/** What a command that writes such a file assigns, or has `sed` put in the place of what. */
function wordsIn(command: string): readonly string[] {
  const assigned = [...command.matchAll(/(?<![\w$-])[A-Za-z_]\w{0,127}=["']?([^\s"'\\/|;&<>()]{6,512})/g)];
  const replaced = [...command.matchAll(/(?<![\w$-])s([/|#,])([^/|#,\n]{1,256})\1([^/|#,\n]{0,256})\1/g)];
  return [
    ...assigned.flatMap(([, value = '']) => value),
    ...replaced.flatMap(([, , from = '', to = '']) => [from, to]),
  ].filter((value) => value.length >= MIN_LENGTH && !NO_SECRET.test(value) && !/[*^$=]/.test(value));
}

function valuesOf({ path, content }: Written): readonly string[] {
  const isManifest = MANIFEST.test(content);
  if (!isManifest && !isSecretPlace(path)) return [];
  const lines = content.split(/\r?\n/);
  if (SECRET_FILE.test(path))
    return lines.map((line) => line.trim()).filter((line) => line.length >= MIN_LENGTH);
  // An edit may replace no more than a value.
  if (ENV_FILE.test(path)) return lines.flatMap(lines.length === 1 ? settingOrValue : settingIn);
  return lines.filter((line) => /^[ \t]/.test(line)).flatMap(settingIn);
}

function settingOrValue(line: string): readonly string[] {
  return ENTRY.test(line) ? settingIn(line) : [line.trim()].filter(isSecret);
}

const isSecret = (value: string): boolean => value !== '' && !NO_SECRET.test(value);

function settingIn(line: string): readonly string[] {
  const [, name = '', rest = ''] = ENTRY.exec(line) ?? [];
  const value = unquoted(rest.trim());
  if (!isSecret(value)) return [];
  return [value.length >= MIN_LENGTH ? value : `${name}=${value}`];
}

/** A value without its quotes, or without the comment behind it. */
function unquoted(text: string): string {
  const quote = text[0];
  if (quote !== '"' && quote !== "'") return text.replace(/[ \t]#.*$/, '').trim();
  const end = text.indexOf(quote, 1);
  return end === -1 ? text.slice(1) : text.slice(1, end);
}

function stringsIn(value: Json, depth = 0): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth === MAX_DEPTH) return [];
  return Object.values(value)
    .slice(0, MAX_VALUES)
    .flatMap((item: Json) => stringsIn(item, depth + 1));
}
