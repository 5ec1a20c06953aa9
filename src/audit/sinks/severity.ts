import { SINK_PRIORITIES } from '../../guard/index.ts';

/** The number of syslog's severity: 0 is an emergency, 7 debugging, which also stands for what is no priority of Falco. */
export function severityOf(priority: string): number {
  const severity = SINK_PRIORITIES.indexOf(priority.toLowerCase());
  return severity === -1 ? SINK_PRIORITIES.length - 1 : severity;
}
