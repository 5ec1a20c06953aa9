import type { CodeLanguage } from '../language.ts';
import { callTable } from './define.ts';

export const LUA: CodeLanguage = {
  lexis: { lineComments: ['--'], plainQuotes: '\'"', quotes: '', longBrackets: true },
  joins: ['..'],
  members: ['.', ':'],
  bareCalls: true,
  environments: [],
  globals: new Map([['vim', 'vim']]),
  calls: callTable({
    open: 'io.open io.lines',
    read: 'io.input',
    write: 'io.output lfs.mkdir',
    delete: 'os.remove lfs.rmdir vim.fn.delete',
    move: 'os.rename',
    shell: 'os.execute io.popen vim.fn.system vim.cmd nmap.execute',
    fetch: 'http.request',
    connect: '.connect socket.connect',
    listen: '.bind socket.bind',
    send: '.send',
    eval: 'load loadstring',
    load: 'dofile loadfile',
    env: 'os.getenv',
    identity: 'tostring .read assert',
    chars: 'string.char',
    module: 'require',
  }),
};
