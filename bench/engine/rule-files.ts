import { readdirSync, readFileSync } from 'node:fs';
import type { RuleFile } from '../../src/falco/index.ts';

const DEFAULT_RULES = new URL('../../rules/default/', import.meta.url);

export function readDefaultRules(): readonly RuleFile[] {
  const names = readdirSync(DEFAULT_RULES).filter((name) => name.endsWith('.yaml'));
  return names.sort().map((name) => ({ name, text: readFileSync(new URL(name, DEFAULT_RULES), 'utf8') }));
}

/** Conditions that none of the events meets, each by another kind of test. */
const IMPOSSIBLE: readonly ((number: number) => string)[] = [
  (number) => `tool.name = "NoTool${number}" and tool.input_command contains "a"`,
  (number) => `tool.name = "Bash" and tool.input_command contains "never-${number}-seen"`,
  (number) =>
    `tool.name = "Bash" and tool.input_command startswith "nope${number} " and not tool.input contains "x"`,
  (number) => `tool.name in (Write, Edit) and tool.real_file_path pmatch (/none/${number}/here)`,
  (number) => `tool.name = "Bash" and tool.input_command regex ".*never${number}(a|b)+ .*"`,
  (number) => `agent.name = "nobody" and tool.input_command glob "*${number}*"`,
  (number) =>
    `tool.real_file_path endswith "/never-${number}.key" or tool.input_command icontains "NEVER ${number}!"`,
  (number) => `agent.session_id = "session-${number}" and tool.name exists`,
];

/** Rules that match no event. */
export function impossibleRules(count: number): RuleFile {
  const conditions = Array.from({ length: count }, (_, number) => {
    const condition = IMPOSSIBLE[number % IMPOSSIBLE.length] as (typeof IMPOSSIBLE)[number];
    return condition(number);
  });
  return ruleFile('impossible', conditions);
}

/** Rules for words that occur in commands, rare ones first; each matches some event. */
export function possibleRules(count: number, commands: readonly string[]): RuleFile {
  const uses = new Map<string, number>();
  for (const command of commands) {
    for (const word of new Set(command.match(/[a-z][a-z0-9_-]{3,20}/g) ?? [])) {
      uses.set(word, (uses.get(word) ?? 0) + 1);
    }
  }
  const words = [...uses]
    .filter(([, times]) => times > 1)
    .sort(([a, m], [b, n]) => m - n || (a < b ? -1 : 1));
  const step = words.length / count;
  const conditions = Array.from({ length: count }, (_, number) => {
    const [word] = words[Math.floor(number * step)] as readonly [string, number];
    return `tool.name = "Bash" and tool.input_command contains "${word}" and not tool.input_command contains "${word}${number}"`;
  });
  return ruleFile('possible', conditions);
}

function ruleFile(name: string, conditions: readonly string[]): RuleFile {
  const rules = conditions.map((condition, number) => ({
    rule: `${name} ${number}`,
    desc: name,
    condition,
    output: `${name} %tool.name`,
    priority: 'NOTICE',
    source: 'coding_agent',
    tags: ['seen'],
  }));
  // JSON is YAML.
  return { name: `${name}.yaml`, text: rules.map((rule) => `- ${JSON.stringify(rule)}`).join('\n') };
}
