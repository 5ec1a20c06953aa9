import type { Command } from 'commander';
import { type Approval, ApprovalStore, plainText } from '../../guard/index.ts';
import { jsonLine } from '../json-line.ts';
import { type Terminal, terminalFor } from '../terminal.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

interface ApprovalsOptions {
  readonly prefix?: string;
  readonly json?: boolean;
}

/** `approvals`: the calls that wait for a person, and what was said to others. */
export function approvalsVerb(): Command {
  return prefixVerb('approvals')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('approvals', 'approvals --json'))
    .action((options: ApprovalsOptions) => {
      const store = new ApprovalStore(prefixOf(options).approvalsDir);
      const approvals = store
        .list(Date.now())
        .map((approval) => ({ ...approval, isUsed: store.isUsed(approval.code) }));
      if (options.json === true) {
        console.log(jsonLine(approvals));
        return;
      }
      const terminal = terminalFor(process.stdout);
      if (approvals.length === 0) console.log('no call waits');
      for (const approval of approvals) console.log(formatApproval(approval, terminal));
    });
}

interface Listed extends Approval {
  readonly isUsed: boolean;
}

function formatApproval(approval: Listed, terminal: Terminal): string {
  const { code, text, call, askedMs, answer } = approval;
  const time = new Date(answer?.atMs ?? askedMs).toTimeString().slice(0, 8);
  const where = plainText(`${call.agent} in ${call.cwd}: ${call.rules.join(', ')}`);
  const head = `${terminal.paint('dim', time)} ${terminal.paint('bold', code)} ${stateOf(approval)}`;
  return `${head}  ${plainText(text)}\n${terminal.paint('dim', `         ╰ ${where}`)}`;
}

function stateOf({ answer, isUsed }: Listed): string {
  switch (answer?.decision) {
    case undefined:
      return 'waits';
    case 'denied':
      return 'denied';
    case 'approved':
      return `approved for ${answer.span} (${answer.scope})${isUsed ? ', used' : ''}`;
  }
}
