import type { HookCommand } from './agent.ts';
import type { SettingsText } from './one-file.ts';

/** The client is named in every text of ours, whichever version wrote it. */
const OURS = /hook-client\.cjs/;

/** A settings file that is ours as a whole: `write` gives all of its text. */
export function ownFile(write: (hook: HookCommand) => string): SettingsText {
  return {
    inspect(text, hook) {
      if (text === undefined || text.trim() === '') return { kind: 'absent' };
      if (text === write(hook)) return { kind: 'registered' };
      const tellsOutcomes = hook.tellsOutcomes !== true;
      if (text === write({ ...hook, tellsOutcomes })) {
        const outdated = `it ${tellsOutcomes ? 'still tells' : 'does not tell'} what became of calls`;
        return { kind: 'registered', outdated };
      }
      if (!OURS.test(text)) return { kind: 'broken', problem: FOREIGN };
      return { kind: 'needs-repair', problems: ['is of another version, or of another installation'] };
    },
    add(text, hook) {
      const isForeign = text !== undefined && text.trim() !== '' && !OURS.test(text);
      return isForeign ? { ok: false, problem: FOREIGN } : { ok: true, text: write(hook) };
    },
    remove: (text) => ({ ok: true, text: text !== undefined && OURS.test(text) ? undefined : text }),
  };
}

const FOREIGN = 'the file is not ours; move it away';
