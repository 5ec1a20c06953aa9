import type { Value } from './value.ts';

/**
 * What a call of an inline script does. Files, by the first argument: `read`, `write`, `append`, `delete`,
 * `delete-tree`, `mode`, `list`, `open` (by its mode argument), `copy`, `move`, `link`. On a path object: the same with
 * `self-` in front. Processes: `shell` (a command line), `spawn` (a list, or a command line), `exec` (program and
 * arguments one by one). Network: `fetch`, `post`, `connect`, `listen`, `send`. Code: `eval`, `sql`, `require`, `load` (a file).
 * Values: `env`, `base64`, `hex`, `decode` (by the second argument), `identity` (of the receiver or first argument), `chars`, `join-path`, `expand-home`,
 * `home`, `cwd`, `path`, `join`, `reverse`, `module`. Output: `print`.
 */
export type CallKind =
  | 'read'
  | 'write'
  | 'append'
  | 'delete'
  | 'delete-tree'
  | 'mode'
  | 'list'
  | 'open'
  | 'copy'
  | 'move'
  | 'link'
  | 'self-read'
  | 'self-write'
  | 'self-delete'
  | 'self-delete-tree'
  | 'self-mode'
  | 'self-open'
  | 'self-move'
  | 'shell'
  | 'spawn'
  | 'exec'
  | 'fetch'
  | 'post'
  | 'connect'
  | 'listen'
  | 'send'
  | 'eval'
  | 'sql'
  | 'load'
  | 'env'
  | 'base64'
  | 'hex'
  | 'decode'
  | 'identity'
  | 'chars'
  | 'join-path'
  | 'expand-home'
  | 'home'
  | 'cwd'
  | 'path'
  | 'join'
  | 'reverse'
  | 'module'
  | 'print';

export interface CallSite {
  /** The path of what is called. */
  readonly path: string;
  readonly args: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
  readonly receiver: Value | undefined;
}
