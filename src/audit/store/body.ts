import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Entry } from '../entry.ts';

/**
 * What most entries say, so that one of them need not say it again: they are small and much alike, and take a third of
 * the room with it. A store keeps the one that it was begun with, so that this one may change.
 */
export const DICTIONARY: string = [
  '","exitStatus":1,"durationMs":","outcome":"failed","outcome":"ran","kind":"outcome","timeMs":',
  '"kind":"approval","code":"","answer":"denied","answer":"approved","by":"","span":"once","scope":"exact","expiresMs":',
  '"subagent":"","parentSession":"","turnId":"","model":"claude-","heldMs":"approval":{"code":"","state":"asked"},',
  '"net.host":["github.com"],"net.url":["https://","net.upload":["data.flow":["secret.kind":["mcp.server":"","mcp.tool":"',
  '"exec.opaque":true,"exec.opaque_reason":["exec.privileged":true,"exec.remote":true,"exec.decoded":true,"exec.script":["',
  '"fs.delete":["fs.mode":["fs.recursive":true,"fs.outside":["/home/","fs.lost":["fs.home":["~/.config/","self.change":["',
  '"tool":"mcp__","tool":"Grep","tool":"Glob","tool":"WebFetch","tool":"Task","tool":"apply_patch","tool":"run_shell_command",',
  '"tool":"Write","tool.input":"{\\"file_path\\":\\"/home/","content\\":\\"import { } from \'./',
  '"tool":"Edit","tool.input":"{\\"replace_all\\":false,\\"file_path\\":\\"","old_string\\":\\"","new_string\\":\\"const return',
  '"priority":"Critical","source":"coding_agent","tags":["coding_agent_deny","verdict":"deny","output":"Falco blocked',
  '"priority":"Warning","source":"coding_agent","tags":["coding_agent_ask","verdict":"ask","output":"Falco asks',
  ' | For AI agents: tell the user that a Falco rule flagged this and do not work around it | correlation=',
  '{"kind":"call","timeMs":17,"correlationId":"17","agent":"codex","agent":"gemini_cli","agent":"claude_code","session":"',
  '","cwd":"/home/","project":"/home/","useId":"toolu_01","permissionMode":"acceptEdits","permissionMode":"default",',
  '"mode":"monitor","mode":"guardrails","verdict":"deny","enforced":"deny","verdict":"ask","enforced":"ask",',
  '"verdict":"allow","enforced":"allow","verdict":"defer","enforced":"defer","reason":"","version":"","ruleSet":"',
  '","latency":{"parseMs":0.0,"judgeMs":0.,"totalMs":0.},"events":[{"event":"PreToolUse","tool":"Bash","fields":{',
  '"correlation.id":17,"agent.name":"claude_code","agent.os":"linux","agent.os":"macos","agent.pid":,',
  '"agent.hook_event_name":"PreToolUse","agent.session_id":"","agent.permission_mode":"default",',
  '"agent.transcript_path":"/home/.claude/projects/-home-.jsonl","agent.model":"","agent.cwd":"/home/","agent.real_cwd":"/home/',
  '","agent.real_cwd_prefix":"/home//","tool.use_id":"toolu_01","tool.name":"Read","tool.file_path":"","tool.real_file_path":"',
  '","tool.name":"Bash","tool.input":"{\\"command\\":\\"git status && npm test 2>&1 | tail -40\\",\\"description\\":\\"',
  '\\"}","tool.input_command":"cd /home/","exec.name":["git"],"exec.line":["git ","npm run "],"exec.canonical":["git ',
  '"],"exec.arg":["-n","--",".ts"],"fs.read":["/home/"],"fs.write":["/home/"],"fs.change":["/home/"]},"alerts":[{"rule":"',
  'Coding Agent Event Seen","priority":"Debug","source":"coding_agent","tags":["coding_agent_seen"],"verdict":"seen",',
  '"output":"Falco saw claude_code use Bash"}]}]}',
].join('');

/** Entries are of a few kilobytes: a larger window would take memory for each and gain nothing. */
const DEFLATE = { windowBits: 13, memLevel: 5, chunkSize: 1024 };

/** An entry is far below: its strings are bounded. */
const MAX_LENGTH = 64 * 1024 * 1024;

/** How the entries of one store are packed. */
export class BodyCodec {
  readonly #dictionary: Buffer;

  constructor(dictionary: string) {
    this.#dictionary = Buffer.from(dictionary);
  }

  /** `text` is the JSON of an entry. */
  encode(text: string): Buffer {
    return deflateRawSync(text, { ...DEFLATE, dictionary: this.#dictionary });
  }

  /** @throws when it is none that `encode` gave */
  decode(data: Uint8Array): Entry {
    const options = {
      windowBits: DEFLATE.windowBits,
      dictionary: this.#dictionary,
      maxOutputLength: MAX_LENGTH,
    };
    return JSON.parse(inflateRawSync(data, options).toString('utf8')) as Entry;
  }
}
