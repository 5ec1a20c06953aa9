import {
  openGuard,
  type Prefix,
  packageVersion,
  policyFileChangedAfter,
  writableByOthers,
} from '../guard/index.ts';
import { folderProblem, type ServiceStatus } from '../service/index.ts';

/** Files change while they are loaded, and the clock of a file system is not quite ours. */
const SETTLING_MS = 100;

/** What is wrong with a prefix: as its service sees it, else as a hook would that evaluates by itself. */
export function problemsOf(prefix: Prefix, service: ServiceStatus | undefined): readonly string[] {
  const exposed = writableByOthers(prefix).map(
    (path) => `others can change ${path}, and with it what is allowed: run "chmod go-w ${path}"`,
  );
  if (service === undefined) {
    const found = [...exposed, ...[folderProblem(prefix.runDir)].flatMap((problem) => problem ?? [])];
    try {
      return [...openGuard(prefix).problems, ...found];
    } catch (error) {
      return [(error as Error).message, ...found];
    }
  }
  const { problems, loadedMs, reloadProblem, audit, sinks, version } = service;
  const newer = policyFileChangedAfter(prefix, loadedMs + SETTLING_MS);
  return [
    ...problems,
    ...exposed,
    ...(newer === undefined
      ? []
      : [`${newer} is newer than what is in force: run "premptictl restart" if that stays so`]),
    ...(version === packageVersion()
      ? []
      : [`the service is of version ${version}, this is ${packageVersion()}: run "premptictl restart"`]),
    ...(reloadProblem === undefined ? [] : [`the last reload failed: ${reloadProblem}`]),
    ...[audit.problem, audit.store?.problem].flatMap((problem) => problem ?? []),
    ...sinks.flatMap(({ name, problem }) => (problem === undefined ? [] : [`sink ${name}: ${problem}`])),
    ...(audit.lost === 0 ? [] : [`${audit.lost} records of the audit were lost`]),
    ...((audit.store?.lost ?? 0) === 0
      ? []
      : [`${audit.store?.lost} records did not get into the audit store; the log has them`]),
  ];
}
