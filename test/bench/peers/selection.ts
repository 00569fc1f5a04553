/** What of everything is to be measured: `--only introspection,Cerberus`. */
import { CommandError } from '../../../migrations-runner/command-line/command-error.ts';
import { WORKLOADS } from './workloads.ts';

export type Selection = (workload: string, server: string) => boolean;

/**
 * @param only names of workloads and of servers, with commas between them; everything without
 * @param always the server that is never left out
 */
export function readSelection(only: string | undefined, servers: readonly string[], always: string): Selection {
  const names = only?.split(',') ?? [];
  const workloads = names.filter((name) => name in WORKLOADS);
  const unknown = names.find((name) => !(name in WORKLOADS) && !servers.includes(name));
  if (unknown !== undefined) {
    throw new CommandError(`--only: ${unknown} is none of ${[...Object.keys(WORKLOADS), ...servers].join(', ')}.`);
  }
  const chosen = names.filter((name) => servers.includes(name));
  const has = (list: readonly string[], name: string) => list.length === 0 || list.includes(name);
  return (workload, server) => server === always || (has(workloads, workload) && has(chosen, server));
}
