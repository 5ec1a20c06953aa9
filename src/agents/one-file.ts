import type { AgentUser, HookCommand, HookStatus, Registration, SettingsFile } from './agent.ts';

/** The result of an edit of one text: the whole new text (`undefined` = there should be no file), or why not. */
export type TextEdit =
  | { readonly ok: true; readonly text: string | undefined }
  | { readonly ok: false; readonly problem: string };

/** Our hook in the text of one settings file; `undefined` is the text of no file. */
export interface SettingsText {
  inspect(text: string | undefined, hook: HookCommand): HookStatus;
  add(text: string | undefined, hook: HookCommand): TextEdit;
  remove(text: string | undefined): TextEdit;
}

/** What all registrations in one file need to know. */
export interface OneFile extends Pick<Registration, 'programs' | 'variables' | 'folder'> {
  path(user: AgentUser): string;
  readonly format: SettingsText;
}

/** A registration that lies in one file. */
export function registrationInOneFile({ path, format, ...rest }: OneFile): Registration {
  return {
    ...rest,
    paths: (user) => [path(user)],
    inspect(files, hook) {
      const file = only(files);
      const status = format.inspect(file.text, hook);
      return status.kind === 'broken' ? { ...status, problem: `${file.path}: ${status.problem}` } : status;
    },
    add: (files, hook) => edited(only(files), (text) => format.add(text, hook)),
    remove: (files) => edited(only(files), (text) => format.remove(text)),
  };
}

function edited(file: SettingsFile, edit: (text: string | undefined) => TextEdit) {
  const result = edit(file.text);
  return result.ok
    ? { ok: true as const, files: [{ path: file.path, text: result.text }] }
    : { ok: false as const, problem: `${file.path}: ${result.problem}` };
}

function only(files: readonly SettingsFile[]): SettingsFile {
  const [file] = files;
  if (file === undefined || files.length > 1) throw new Error(`expected one file, not ${files.length}`);
  return file;
}
