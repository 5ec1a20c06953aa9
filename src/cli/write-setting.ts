import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Prefix, packageRoot, setSetting, settingsTemplate } from '../guard/index.ts';
import { CliFailure } from './failure.ts';
import { readTextIfAny, replaceFile } from './files.ts';
import { reloadIfRunning } from './running-service.ts';

/** Sets one key of the prefix's settings and has a running service take it up; false when none runs. */
export async function writeSetting(prefix: Prefix, key: string, value: string): Promise<boolean> {
  const before = readTextIfAny(prefix.configFile);
  const edited = setSetting(before ?? newSettingsFile(), prefix.configFile, key, value);
  if (!edited.ok) throw new CliFailure(`${edited.problem}; repair the file, then set ${key} again`);
  replaceFile(prefix.configFile, before, edited.text);
  return reloadIfRunning(prefix);
}

function newSettingsFile(): string {
  return settingsTemplate(pathToFileURL(join(packageRoot(), 'schema', 'prempti.schema.json')).href);
}
