import { join } from 'node:path';
import { parseExamples } from '../../src/cli/rule-examples.ts';
import type { Script } from '../../src/prove/model/scripted-model.ts';
import type { World } from '../../src/prove/world.ts';
import type { RuleRequest } from './requests.ts';

/** How the agent lists the skill, and how it is asked for. */
export const SKILL = 'prempti:prempti-falco-rules';

/** Where the files of one request go. */
export interface Files {
  readonly draft: string;
  readonly draftExamples: string;
  readonly rules: string;
  readonly examples: string;
}

/** The folder of drafts is one for all: the process id keeps runs of the test apart. */
export function filesOf({ topic }: RuleRequest, world: World): Files {
  const draft = `/tmp/prempti-drafts/${topic}-${process.pid}`;
  const installed = (folder: string): string => join(world.prefix, 'rules', folder, `${topic}.yaml`);
  return {
    draft: `${draft}.yaml`,
    draftExamples: `${draft}-examples.yaml`,
    rules: installed('user'),
    examples: installed('tests'),
  };
}

type Call = Script[number];

/** The calls of a model that follows the skill, step by step. `references` is the folder of the skill's references. */
export function authoringScript(request: RuleRequest, files: Files, references: string): Script {
  const { draft, draftExamples, rules, examples } = files;
  return [
    { id: 'skill', tool: 'Skill', input: { skill: SKILL, args: request.wish } },
    { id: 'language', tool: 'Read', input: { file_path: join(references, 'language.md') } },
    { id: 'recipes', tool: 'Read', input: { file_path: join(references, 'recipes.md') } },
    bash('status', 'premptictl status --json'),
    bash('today', `premptictl test ${firstCall(request)}`),
    write('draft', draft, request.rules),
    write('draft-examples', draftExamples, request.examples),
    bash('validate-draft', `premptictl rules validate ${draft}`),
    bash('test-draft', `premptictl rules test ${draftExamples} --rules ${draft}`),
    write('rules', rules, request.rules),
    write('examples', examples, request.examples),
    bash('validate', `premptictl rules validate ${rules}`),
    bash('test', 'premptictl rules test'),
  ];
}

export function bash(id: string, command: string): Call {
  return { id, tool: 'Bash', input: { command, description: `Step: ${id}` } };
}

function write(id: string, path: string, content: string): Call {
  return { id, tool: 'Write', input: { file_path: path, content } };
}

/** The first call that the rule must match, as arguments of `premptictl test`. */
function firstCall({ examples }: RuleRequest): string {
  const call = parseExamples(examples).rules[0]?.match[0];
  if (call === undefined) throw new Error('the request has no example');
  if (call.tool === 'Bash') return quote(String(call.input.command));
  return `--tool ${call.tool} --input ${quote(JSON.stringify(call.input))}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
