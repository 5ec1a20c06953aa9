import { userInfo } from 'node:os';
import { type Command, Option } from 'commander';
import {
  APPROVAL_SCOPES,
  APPROVAL_SPANS,
  type Approval,
  type ApprovalAnswer,
  type ApprovalScope,
  type ApprovalSpan,
  ApprovalStore,
  expiryOf,
  plainText,
  whyNotApprovable,
} from '../../guard/index.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import { onRecord } from '../on-record.ts';
import { ancestors, hasTerminal, whyNoPerson } from '../person.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

interface AnswerOptions {
  readonly prefix?: string;
  readonly json?: boolean;
}

interface ApproveOptions extends AnswerOptions {
  readonly for: ApprovalSpan;
  readonly scope: ApprovalScope;
}

/** `approve CODE`: a call that a rule stopped may run. */
export function approveVerb(): Command {
  return prefixVerb('approve')
    .argument('<code>', 'the code that the agent was told')
    .addOption(
      new Option('--for <span>', "for one call, for the agent's session, or for ten minutes")
        .choices(APPROVAL_SPANS)
        .default('once'),
    )
    .addOption(
      new Option(
        '--scope <scope>',
        'this very call, all that the same rules stop, or those that change the same files',
      )
        .choices(APPROVAL_SCOPES)
        .default('exact'),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', examples('approve K7QM2P', 'approve K7QM2P --for session --scope rule'))
    .action((code: string, options: ApproveOptions) => {
      const { for: span, scope } = options;
      answer(code, options, (approval, said) => {
        const problem = whyNotApprovable(approval, span, scope);
        if (problem !== undefined) throw new CliFailure(`${approval.code} cannot be approved so: ${problem}`);
        return { ...said, expiresMs: expiryOf(span, said.atMs), decision: 'approved', span, scope };
      });
    });
}

/** `deny CODE`: a call must not run, also where it was approved before. */
export function denyVerb(): Command {
  return prefixVerb('deny')
    .argument('<code>', 'the code that the agent was told')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('deny K7QM2P'))
    .action((code: string, options: AnswerOptions) =>
      answer(code, options, (_, said) => ({
        ...said,
        expiresMs: expiryOf('10m', said.atMs),
        decision: 'denied',
      })),
    );
}

type Said = Pick<ApprovalAnswer, 'atMs' | 'by'>;

function answer(
  code: string,
  options: AnswerOptions,
  give: (approval: Approval, said: Said) => ApprovalAnswer,
): void {
  const problem = whyNoPerson(process.env, ancestors(), hasTerminal());
  if (problem !== undefined) {
    throw new CliFailure(`only a person can answer, in a terminal of their own: ${problem}`);
  }
  const prefix = prefixOf(options);
  const store = new ApprovalStore(prefix.approvalsDir);
  const said = { atMs: Date.now(), by: userInfo().username };
  const approval = store.find(code, said.atMs);
  if (approval === undefined) {
    throw new CliFailure(
      'no call waits under this code (any more); "premptictl approvals" shows those that do',
    );
  }
  const given = give(approval, said);
  onRecord(prefix, (audit) => audit.appendAnswer(approval, given));
  store.answer(approval, given);
  if (options.json === true) {
    console.log(jsonLine({ code: approval.code, text: approval.text, ...given }));
    return;
  }
  const until = new Date(given.expiresMs).toTimeString().slice(0, 5);
  const how = given.decision === 'approved' ? ` for ${given.span} (${given.scope})` : '';
  console.log(`${given.decision}${how}, until ${until}: ${plainText(approval.text)}`);
}
