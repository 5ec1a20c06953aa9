import type { Language } from '../effects.ts';
import type { Call, Runtime } from '../runtime.ts';
import type { Text } from '../text.ts';
import { runAppleScript } from './apple-script.ts';
import { runAwk } from './awk.ts';
import { CodeEffects } from './calls.ts';
import { runCmd } from './cmd.ts';
import { Evaluator } from './evaluator.ts';
import type { CodeLanguage } from './language.ts';
import { JAVASCRIPT } from './languages/javascript.ts';
import { LUA } from './languages/lua.ts';
import { LISP, OTHER } from './languages/other.ts';
import { PERL } from './languages/perl.ts';
import { PHP } from './languages/php.ts';
import { PYTHON } from './languages/python.ts';
import { RUBY } from './languages/ruby.ts';
import { runPowerShell } from './powershell.ts';
import { runSed } from './sed.ts';
import { runSql } from './sql.ts';
import { runVim } from './vim.ts';

/** Longer scripts are looked at up to here. */
const MAX_CODE_CHARS = 262_144;

/** Lets the text of a script in any language but the shell's do what it does. */
export function runInlineCode(language: Language, text: Text, call: Call, runtime: Runtime): void {
  if (text.value.length > MAX_CODE_CHARS) runtime.effects.opaque('size', language);
  const source = text.value.slice(0, MAX_CODE_CHARS);
  switch (language) {
    case 'python':
      evaluate(source, PYTHON, language, call, runtime);
      return;
    case 'javascript':
      evaluate(source, JAVASCRIPT, language, call, runtime);
      return;
    case 'perl':
      evaluate(source, PERL, language, call, runtime);
      return;
    case 'ruby':
      evaluate(source, RUBY, language, call, runtime);
      return;
    case 'php':
      evaluate(source.replace(/^\s*<\?(?:php)?/, ''), PHP, language, call, runtime);
      return;
    case 'lua':
      evaluate(source, LUA, language, call, runtime);
      return;
    case 'other':
      evaluate(source, source.trimStart().startsWith('(') ? LISP : OTHER, language, call, runtime);
      return;
    case 'awk':
      runAwk(source, call, runtime);
      return;
    case 'sql':
      runSql(source, call, runtime);
      return;
    case 'sed':
      runSed(source, call, runtime);
      return;
    case 'vim':
      runVim(source, call, runtime);
      return;
    case 'powershell':
      runPowerShell(source, call, runtime);
      return;
    case 'cmd':
      runCmd(source, call, runtime);
      return;
    case 'applescript':
      runAppleScript(source, call, runtime);
      return;
    case 'shell':
      runtime.runShell(text, call);
      return;
  }
}

function evaluate(
  source: string,
  code: CodeLanguage,
  language: Language,
  call: Call,
  runtime: Runtime,
): void {
  const effects = new CodeEffects(runtime, call, language);
  new Evaluator(source, code, effects).run();
  effects.finish();
}
