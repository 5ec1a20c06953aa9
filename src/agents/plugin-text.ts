import type { HookCommand } from './agent.ts';

/**
 * The text of a plugin for an agent that runs hooks as JavaScript of its own: what every such plugin needs, then `body`,
 * the part that speaks with the agent. It imports nothing but what Node and Bun have built in, so that it also blocks
 * where this package has been taken away. `body` calls `ask(payload)`, which gives `{stdout, stderr, exitCode}` of the
 * generic contract within `timeoutSeconds` or throws.
 */
export function pluginText(agentId: string, hook: HookCommand, body: string): string {
  const { command, args, timeoutSeconds, holdSeconds = 0, socketPath } = hook;
  const constants = {
    agent: agentId,
    command,
    args,
    timeoutMs: timeoutSeconds * 1000,
    holdMs: holdSeconds * 1000,
    socketPath,
  };
  return `// Written by "premptictl hook add ${agentId}": asks Prempti before each tool call. "premptictl hook remove" takes it out.\n${imports}\nconst HOOK = ${JSON.stringify(constants, null, 2)};\n${client}\n${body}`;
}

const imports = `import { spawn } from 'node:child_process';
import { connect } from 'node:net';
`;

const client = String.raw`
const SERVICE_TIMEOUT_MS = HOOK.holdMs + Math.min(5000, (HOOK.timeoutMs - HOOK.holdMs) / 2);
const MAX_ANSWER_LENGTH = 1024 * 1024;

/** The verdict on one call: from the service, without one from the hook in a process of its own. */
async function ask(payload) {
  const event = JSON.stringify(payload);
  try {
    return checked(JSON.parse(await askService(event)));
  } catch {
    return checked(await runHook(event));
  }
}

/** What became of a call: nobody waits, and nothing that goes wrong is heard of. */
function tell(payload) {
  Promise.resolve(payload).then(ask).catch(() => {});
}

function checked(reply) {
  const { stdout, stderr, exitCode } = reply;
  if (exitCode === 0 || exitCode === 2) return { stdout: String(stdout), stderr: String(stderr).trim(), exitCode };
  throw blocked('its hook ended with status ' + exitCode);
}

function blocked(problem) {
  return new Error('Prempti cannot check this call, so it is blocked (' + problem + ')');
}

function askService(event) {
  return new Promise((resolve, reject) => {
    const socket = connect(HOOK.socketPath);
    const timer = setTimeout(() => socket.destroy(new Error('no answer')), SERVICE_TIMEOUT_MS);
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (text) => {
      answer += text;
      if (answer.includes('\n')) resolve(answer.slice(0, answer.indexOf('\n')));
      if (answer.includes('\n') || answer.length > MAX_ANSWER_LENGTH) socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(timer);
      reject(new Error('no answer'));
    });
    const { agent } = HOOK;
    socket.write('{"version":2,"agent":"' + agent + '","pid":' + process.pid + ',"payload":' + event + '}\n');
  });
}

function runHook(event) {
  return new Promise((resolve, reject) => {
    const child = spawn(HOOK.command, HOOK.args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const fail = (problem) => {
      child.kill('SIGKILL');
      reject(blocked(problem));
    };
    const timer = setTimeout(() => fail('no verdict in time'), HOOK.timeoutMs - SERVICE_TIMEOUT_MS);
    const reply = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8').on('data', (text) => {
        reply[name] += text;
        if (reply[name].length > MAX_ANSWER_LENGTH) fail('its hook says too much');
      });
    }
    child.on('error', (error) => fail(error.message));
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      resolve({ ...reply, exitCode });
    });
    child.stdin.on('error', () => {});
    child.stdin.end(event);
  });
}
`;
