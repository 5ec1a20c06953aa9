import type { DefaultAction, Mode } from './judgement.ts';
import { type FileKey, readKeys } from './key-file.ts';
import { DEFAULT_ACTIONS, MODES, type Settings } from './setting-keys.ts';

/** What a project's `.prempti.yaml` can say. */
interface ProjectKeys {
  readonly mode: Mode;
  readonly defaultAction: DefaultAction;
  readonly packs: readonly string[];
  /** The items of a rule file. */
  readonly rules: readonly unknown[];
}

export interface ProjectSettings extends Partial<Omit<ProjectKeys, 'rules'>> {
  /** The text of a rule file in which everything stands where it stands in the project's file. */
  readonly rules?: string;
}

/** Every key: what is read, checked, documented and put into the JSON Schema. */
export const PROJECT_KEYS: readonly FileKey<keyof ProjectKeys>[] = [
  {
    name: 'mode',
    setting: 'mode',
    type: { kind: 'choice', values: MODES },
    meaning: 'as in the settings, where that is stricter: `guardrails` enforces where the settings do not',
  },
  {
    name: 'default_action',
    setting: 'defaultAction',
    type: { kind: 'choice', values: DEFAULT_ACTIONS },
    meaning: 'as in the settings, where that is stricter: `defer` where the settings allow',
  },
  {
    name: 'packs',
    setting: 'packs',
    type: { kind: 'names', what: 'packs', mayBeEmpty: true },
    meaning: 'packs of rules that are in force beside those of the settings',
  },
  {
    name: 'rules',
    setting: 'rules',
    type: { kind: 'items', what: 'rules' },
    meaning: 'rules, lists and macros, as in a rule file; they see those of the policy and come after them',
  },
];

/** Reads the text of a project's file; what is wrong with a key leaves that key out. */
export function parseProjectSettings(
  text: string,
  file: string,
): { readonly given: ProjectSettings; readonly problems: readonly string[] } {
  const { given, ranges, problems } = readKeys<ProjectKeys>(text, file, PROJECT_KEYS);
  const { rules: _, ...settings } = given;
  const range = ranges.get('rules');
  return {
    given: { ...settings, ...(range !== undefined && { rules: onlyRange(text, ...range) }) },
    problems: problems.map(({ message }) => message),
  };
}

/** From most to least strict. */
const BY_STRICTNESS = { mode: MODES, defaultAction: DEFAULT_ACTIONS } as const;

/**
 * The settings that are in force below a project's file. What the person trusts counts as their own word; anything else
 * makes them stricter or says nothing.
 */
export function withProject(settings: Settings, given: ProjectSettings, isTrusted: boolean): Settings {
  const { mode = settings.mode, defaultAction = settings.defaultAction, packs = [] } = given;
  return {
    ...settings,
    mode: isTrusted ? mode : stricter(BY_STRICTNESS.mode, mode, settings.mode),
    defaultAction: isTrusted
      ? defaultAction
      : stricter(BY_STRICTNESS.defaultAction, defaultAction, settings.defaultAction),
    packs: [...new Set([...settings.packs, ...packs])],
  };
}

function stricter<Value>(byStrictness: readonly Value[], a: Value, b: Value): Value {
  return byStrictness.indexOf(a) < byStrictness.indexOf(b) ? a : b;
}

/** The text with nothing but blanks outside of a range, so that places stay what they are. */
function onlyRange(text: string, start: number, end: number): string {
  return text.slice(0, start).replaceAll(/[^\r\n]/g, ' ') + text.slice(start, end);
}
