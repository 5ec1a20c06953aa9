import type { Command } from 'commander';
import { diagnose } from '../diagnosis.ts';
import { AREAS, type Area, type Finding } from '../finding.ts';
import { jsonLine } from '../json-line.ts';
import { counted, oneLine, type Terminal, terminalFor } from '../terminal.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

interface DoctorOptions {
  readonly prefix?: string;
  readonly fix?: boolean;
  readonly json?: boolean;
}

/** A finding, and what came of repairing it. */
interface Treated extends Finding {
  readonly outcome: 'found' | 'repaired' | 'failed';
  /** Why it could not be repaired. */
  readonly failure?: string;
}

/** `doctor`: everything that can be wrong, each with what to do about it. */
export function doctorVerb(): Command {
  return prefixVerb('doctor')
    .option(
      '--fix',
      'repair what is safe: permissions, registrations that would not block, the service and its start',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', examples('doctor', 'doctor --fix'))
    .action((options: DoctorOptions) => examine(options));
}

async function examine(options: DoctorOptions): Promise<void> {
  const prefix = prefixOf(options);
  const findings = await diagnose(prefix);
  const treated = options.fix === true ? await repairAll(findings) : findings.map(found);
  const isWrong = treated.some(({ level, outcome }) => level === 'problem' && outcome !== 'repaired');
  if (isWrong) process.exitCode = 1;
  if (options.json === true) {
    console.log(jsonLine({ prefix: prefix.root, ok: !isWrong, findings: treated.map(findingData) }));
    return;
  }
  const terminal = terminalFor(process.stdout);
  for (const area of AREAS) console.log(formatArea(area, treated, terminal));
}

function found(finding: Finding): Treated {
  return { ...finding, outcome: 'found' };
}

/** Repairs one after the other; several findings may ask for the same repair, of the service, which is done once. */
async function repairAll(findings: readonly Finding[]): Promise<readonly Treated[]> {
  const treated: Treated[] = [];
  let serviceRepair: Treated['outcome'] | undefined;
  for (const finding of findings) {
    if (finding.repair === undefined) {
      treated.push(found(finding));
      continue;
    }
    const isRepeated = finding.area === 'service' && serviceRepair === 'repaired';
    const result = isRepeated ? ({ outcome: 'repaired' } as const) : await attempt(finding.repair);
    if (finding.area === 'service') serviceRepair = result.outcome;
    treated.push({ ...finding, ...result });
  }
  return treated;
}

async function attempt(
  repair: NonNullable<Finding['repair']>,
): Promise<Pick<Treated, 'outcome' | 'failure'>> {
  try {
    await repair();
    return { outcome: 'repaired' };
  } catch (error) {
    return { outcome: 'failed', failure: (error as Error).message };
  }
}

function findingData({ area, level, message, fix, repair, outcome, failure }: Treated): object {
  const isRepairable = repair !== undefined;
  return {
    area,
    level,
    message,
    fix: fix ?? null,
    repairable: isRepairable,
    outcome,
    failure: failure ?? null,
  };
}

function formatArea(area: Area, treated: readonly Treated[], terminal: Terminal): string {
  const here = treated.filter((finding) => finding.area === area);
  if (here.length === 0) return `${terminal.paint('green', '✓')} ${area}`;
  const problems = here.filter(({ level, outcome }) => level === 'problem' && outcome !== 'repaired');
  const mark = problems.length > 0 ? terminal.paint('red', '✗') : terminal.paint('yellow', '·');
  const head = `${mark} ${area}${problems.length > 0 ? `: ${counted(problems.length, 'problem')}` : ''}`;
  return [head, ...here.flatMap((finding) => formatFinding(finding, terminal))].join('\n');
}

function formatFinding(finding: Treated, terminal: Terminal): readonly string[] {
  const { message, fix, repair, outcome, failure } = finding;
  const text = message.split('\n').map((line) => `    ${oneLine(line, Number.POSITIVE_INFINITY)}`);
  switch (outcome) {
    case 'repaired':
      return [...text, terminal.paint('green', '    repaired')];
    case 'failed':
      return [
        ...text,
        terminal.paint(
          'red',
          `    could not be repaired: ${oneLine(failure ?? '', Number.POSITIVE_INFINITY)}`,
        ),
      ];
    case 'found': {
      const byItself = repair === undefined ? '' : ' (or "premptictl doctor --fix")';
      return fix === undefined ? text : [...text, terminal.paint('cyan', `    fix: ${fix}${byItself}`)];
    }
  }
}
