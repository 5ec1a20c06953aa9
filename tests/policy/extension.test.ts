import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../../src/guard/index.ts';
import { loadWith } from './rules.ts';

const ORIGINAL = join(packageRoot(), '..', 'shared', 'upstream', 'coding_agents_rules.yaml');

interface Item {
  readonly list?: string;
  readonly macro?: string;
  readonly rule?: string;
}

/** How a user's file extends an item of the defaults. */
function extension({ list, macro, rule }: Item): string {
  if (list !== undefined) return `- list: ${list}\n  items: [/added/]\n  override:\n    items: append\n`;
  const [kind, name] = macro === undefined ? ['rule', rule] : ['macro', macro];
  return `- ${kind}: ${name}\n  condition: or tool.name = "Added"\n  override:\n    condition: append\n`;
}

describe.skipIf(!existsSync(ORIGINAL))("a user's file written for the original", () => {
  const items = existsSync(ORIGINAL) ? (parse(readFileSync(ORIGINAL, 'utf8')) as readonly Item[]) : [];

  it.each(items)('extends $list$macro$rule', (item) => {
    const { ok, diagnostics } = loadWith({ name: 'user.yaml', text: extension(item) });
    expect(diagnostics.map((d) => d.message)).toEqual([]);
    expect(ok).toBe(true);
  });

  it.each(items.filter((item) => item.rule !== undefined))('switches off $rule', ({ rule }) => {
    const text = `- rule: ${rule}\n  enabled: false\n  override:\n    enabled: replace\n`;
    const { ruleSet } = loadWith({ name: 'user.yaml', text });
    expect(ruleSet?.rules.find(({ name }) => name === rule)?.enabled).toBe(false);
  });
});
