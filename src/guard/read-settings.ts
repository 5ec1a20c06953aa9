import type { Prefix } from './prefix.ts';
import { readRegularFile } from './regular-file.ts';
import { type ParsedSettings, parseSettings } from './settings.ts';

/** The prefix's settings; the defaults where there is no file. */
export function readSettings(prefix: Prefix): ParsedSettings {
  let text = '';
  try {
    text = readRegularFile(prefix.configFile).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      const message = `${prefix.configFile}: cannot be read (${(error as Error).message}); the defaults apply`;
      return { ...parseSettings('', prefix.configFile), problems: [{ severity: 'error', message }] };
    }
  }
  return parseSettings(text, prefix.configFile);
}
