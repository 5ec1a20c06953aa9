import type { Language } from '../effects.ts';
import { own } from '../own.ts';
import { baseName } from '../path.ts';

const BY_EXTENSION: Readonly<Record<string, Language>> = {
  sh: 'shell',
  bash: 'shell',
  zsh: 'shell',
  py: 'python',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  ts: 'javascript',
  mts: 'javascript',
  pl: 'perl',
  rb: 'ruby',
  php: 'php',
  lua: 'lua',
  awk: 'awk',
  sed: 'sed',
  sql: 'sql',
  ps1: 'powershell',
  bat: 'cmd',
  cmd: 'cmd',
  vim: 'vim',
  r: 'other',
  jl: 'other',
  go: 'other',
  rs: 'other',
};

/** The language a script is written in, by its first line or its name; undefined where neither tells. */
export function languageOfFile(path: string, content: string): Language | undefined {
  return languageOfShebang(content) ?? own(BY_EXTENSION, extensionOf(path));
}

function extensionOf(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}

function languageOfShebang(content: string): Language | undefined {
  if (!content.startsWith('#!')) return undefined;
  const line = content.slice(2, 200).split('\n', 1)[0] ?? '';
  const words = line.trim().split(/\s+/);
  const first = baseName(words[0] ?? '');
  const name =
    first === 'env'
      ? baseName(words.slice(1).find((word) => !word.startsWith('-') && !word.includes('=')) ?? '')
      : first;
  return languageOfInterpreter(name);
}

/** The language an interpreter takes, by its name. */
function languageOfInterpreter(name: string): Language | undefined {
  if (/^(?:ba|da|z|k|a|mk)?sh$/.test(name)) return 'shell';
  if (name.startsWith('python') || name === 'pypy') return 'python';
  if (/^(?:node|deno|bun|tsx|ts-node)$/.test(name)) return 'javascript';
  if (name.startsWith('perl')) return 'perl';
  if (name.startsWith('ruby')) return 'ruby';
  if (name.startsWith('php')) return 'php';
  if (name.startsWith('lua')) return 'lua';
  if (/^[gmn]?awk$/.test(name)) return 'awk';
  if (name === 'sed' || name === 'gsed') return 'sed';
  if (name === 'pwsh' || name === 'powershell') return 'powershell';
  return undefined;
}
