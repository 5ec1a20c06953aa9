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

function switchingOff({ rule }: Item): string {
  return `- rule: ${rule}\n  enabled: false\n  override:\n    enabled: replace\n`;
}

/** What a user's file meets on top of the defaults: the items that it names in vain, and other diagnostics. */
function problemsOf(text: string): readonly string[] {
  return loadWith({ name: 'user.yaml', text }).diagnostics.map((d) => `${d.item?.name}: ${d.message}`);
}

describe.skipIf(!existsSync(ORIGINAL))('a file that a user wrote for the original', () => {
  const items = existsSync(ORIGINAL) ? (parse(readFileSync(ORIGINAL, 'utf8')) as readonly Item[]) : [];
  const rules = items.filter((item) => item.rule !== undefined);

  it('extends every list, macro and rule that the original has', () => {
    expect(items.length).toBeGreaterThan(170);
    expect(problemsOf(items.map(extension).join(''))).toEqual([]);
  });

  it('switches off every rule that the original has', () => {
    const { ruleSet } = loadWith({ name: 'user.yaml', text: rules.map(switchingOff).join('') });
    const enabled = ruleSet?.rules.filter((rule) => rule.enabled).map((rule) => rule.name) ?? [];
    expect(ruleSet).toBeDefined();
    expect(enabled.filter((name) => rules.some((item) => item.rule === name))).toEqual([]);
  });

  it('is told when it names something that is not there', () => {
    expect(problemsOf(extension({ macro: 'is_no_macro' }))).toHaveLength(1);
  });
});
