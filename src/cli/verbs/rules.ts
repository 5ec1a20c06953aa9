import { Command } from 'commander';
import { RULE_FILE_SCHEMA } from '../../falco/index.ts';
import { examples } from '../verb.ts';
import { rulesFieldsVerb } from './rules-fields.ts';
import { rulesListVerb } from './rules-list.ts';
import { rulesShowVerb } from './rules-show.ts';
import { rulesTestVerb } from './rules-test.ts';
import { rulesValidateVerb } from './rules-validate.ts';

/** `rules ...`: the policy, looked at. Nothing here changes what is enforced. */
export function rulesVerb(): Command {
  return new Command('rules')
    .addCommand(rulesValidateVerb())
    .addCommand(rulesTestVerb())
    .addCommand(rulesListVerb())
    .addCommand(rulesShowVerb())
    .addCommand(rulesFieldsVerb())
    .addCommand(
      new Command('schema')
        .option('--json', 'print it on one line')
        .addHelpText('after', examples('rules schema > prempti-rules.schema.json'))
        .description('Print the JSON Schema of rule files, for editors; docs/rules.md tells how to use it')
        .action(({ json }: { json?: boolean }) =>
          console.log(JSON.stringify(RULE_FILE_SCHEMA, undefined, json === true ? 0 : 2)),
        ),
    );
}
