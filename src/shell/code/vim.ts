import { Actor } from '../program/actor.ts';
import type { Call, Runtime } from '../runtime.ts';
import { literal, unknownOutput } from '../text.ts';

/** Ex commands of vim, ex and ed that leave the editor: `!`, `w`, `r`, `e`, `so`, `py`, `lua`, `call system()`. */
export function runVim(source: string, call: Call, runtime: Runtime): void {
  runtime.budget.spend(source.length / 32);
  const actor = new Actor(runtime, call, 'vim');
  for (const line of source.split('\n')) runLine(line.trim(), actor, call, runtime, 0);
}

function runLine(line: string, actor: Actor, call: Call, runtime: Runtime, depth: number): void {
  const system = /\bsystem(?:list)?\s*\(\s*(?:'([^']{0,1024})'|"([^"]{0,1024})")/.exec(line);
  if (system !== null) {
    runtime.runShell(literal(system[1] ?? system[2] ?? ''), { ...call, state: call.state.fork() });
    return;
  }
  const match = /^:*[%.$\d,'<>\s]*([a-zA-Z]+!?|!)\s*(.*)$/.exec(line);
  if (match === null || depth > 4) return;
  const [, name = '', argument = ''] = match;
  switch (name) {
    case '!':
    case 'term':
    case 'terminal':
      if (argument !== '') runtime.runShell(literal(argument), { ...call, state: call.state.fork() });
      return;
    case 'shell':
    case 'sh':
      runtime.runProgram([literal('sh')], call);
      return;
    case 'w':
    case 'w!':
    case 'write':
    case 'write!':
    case 'wq':
    case 'wq!':
    case 'x':
    case 'sav':
    case 'saveas':
      if (argument.startsWith('!'))
        runtime.runShell(literal(argument.slice(1)), { ...call, state: call.state.fork() });
      else if (argument !== '')
        actor.write(literal(argument.replace(/^>>\s*/, '')), unknownOutput('vim'), false);
      return;
    case 'r':
    case 'read':
      if (argument.startsWith('!'))
        runtime.runShell(literal(argument.slice(1)), { ...call, state: call.state.fork() });
      else if (argument !== '') actor.read(literal(argument));
      return;
    case 'e':
    case 'e!':
    case 'edit':
    case 'tabe':
    case 'tabnew':
    case 'sp':
    case 'vs':
      if (argument !== '') actor.read(literal(argument));
      return;
    case 'so':
    case 'source':
      if (argument !== '') runtime.executeFile(actor.file('execute', literal(argument)), 'vim', call);
      return;
    case 'py':
    case 'py3':
    case 'python':
    case 'python3':
      runtime.runCode('python', literal(argument), call);
      return;
    case 'lua':
      runtime.runCode('lua', literal(argument), call);
      return;
    case 'ruby':
      runtime.runCode('ruby', literal(argument), call);
      return;
    case 'perl':
      runtime.runCode('perl', literal(argument), call);
      return;
    case 'exe':
    case 'execute':
    case 'silent':
    case 'silent!':
    case 'sil':
    case 'normal':
      runLine(argument.replace(/^['"]|['"]$/g, ''), actor, call, runtime, depth + 1);
      return;
    default:
      return;
  }
}
