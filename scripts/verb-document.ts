import { Command } from 'commander';
import { loadVerb, VERBS } from '../src/cli/verb-table.ts';

/** A verb that does something, as the reference tells of it. */
export interface VerbHelp {
  /** The verbs to type, e.g. `rules list`. */
  readonly path: string;
  readonly help: string;
  /** Whether it can print JSON. */
  readonly hasJson: boolean;
}

/** Every verb with its help, in the order of the help, those included that people do not type. */
export async function verbHelps(): Promise<readonly VerbHelp[]> {
  const program = new Command('premptictl');
  for (const verb of VERBS.values()) program.addCommand(await loadVerb(verb));
  return program.commands.flatMap((verb) => helpsOf(verb, ''));
}

function helpsOf(verb: Command, above: string): readonly VerbHelp[] {
  const path = `${above} ${verb.name()}`.trim();
  if (verb.commands.length > 0) return verb.commands.flatMap((child) => helpsOf(child, path));
  const written: string[] = [];
  verb.configureOutput({ getOutHelpWidth: () => 110, writeOut: (text) => written.push(text) });
  verb.outputHelp();
  const hasJson = verb.options.some(({ long }) => long === '--json');
  return [{ path, hasJson, help: written.join('').trimEnd() }];
}

/** The name of the type of what a verb prints with `--json`: `RulesListJson` for `rules list`. */
export function jsonTypeOf(path: string): string {
  const words = path.split(/[ -]/).map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`);
  return `${words.join('')}Json`;
}

/** A Markdown page with every verb, and the other types below them, as they are now, between its marks. */
export function documentWithVerbs(page: string, verbs: readonly VerbHelp[], types: string): string {
  const declarations = new Map(
    [
      ...types.matchAll(
        /(?:^\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?^export (?:interface|type) (\w+)[\s\S]*?(?=\n\n|$(?![\s\S]))/gm,
      ),
    ].map(([text, name = '']) => [name, text] as const),
  );
  const sections = verbs.map(({ path, help, hasJson }) => {
    const name = jsonTypeOf(path);
    const json = hasJson
      ? `\n\n\`--json\` prints:\n\n${inFence('ts', forReading(declarations.get(name) ?? ''))}`
      : '';
    declarations.delete(name);
    return `### \`${path}\`\n\n${inFence('text', help)}${json}`;
  });
  const shared = [...declarations.values()].map((text) => inFence('ts', forReading(text)));
  const text = [...sections, '## Shapes that several verbs share', ...shared].join('\n\n');
  return page.replace(
    /(<!-- verbs.*-->\n)[\s\S]*(<!-- \/verbs -->)/,
    (_, open, close) => `${open}\n${text}\n\n${close}`,
  );
}

function forReading(declaration: string): string {
  return declaration.replaceAll('readonly ', '').replaceAll('export ', '');
}

function inFence(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}
