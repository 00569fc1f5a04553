/** Selects the migrations to check, and groups those that are deployed together. */
import { CommandError } from '../command-line/command-error.ts';
import type { Script } from './finding.ts';

/**
 * The last migration of the first release: all migrations up to it ran on empty databases only. It must not change
 * after that release.
 */
export const BASELINE = '20261124154500_refresh_token_parent';

export interface Choice {
  /** All migrations after this one. */
  since?: string | undefined;
  names: readonly string[];
}

/** Migrations that are deployed together: a table that one of them creates has no rows when the next one runs. */
export interface Batch {
  scripts: Script[];
  /** Whether the batch runs on an empty database. */
  onEmptyDatabase: boolean;
}

/** @throws CommandError when a name is unknown */
export function chooseBatches(all: readonly Script[], { since, names }: Choice): Batch[] {
  for (const name of [...names, ...(since === undefined ? [] : [since])]) {
    if (!all.some((script) => script.name === name)) {
      throw new CommandError(`There is no migration ${name} in prisma/migrations: give the whole name of its folder.`);
    }
  }
  if (since !== undefined && names.length > 0) throw new CommandError('Give either --since or names, not both.');
  const first = all.filter(({ name }) => name <= BASELINE);
  const later = all.filter(({ name }) => name > BASELINE);
  const chosen = (scripts: Script[]) =>
    scripts.filter(({ name }) => (since === undefined ? names.length === 0 || names.includes(name) : name > since));
  const together = since !== undefined || names.length > 0;
  const batches = together ? [chosen(later)] : later.map((script) => [script]);
  return [
    { scripts: chosen(first), onEmptyDatabase: true },
    ...batches.map((scripts) => ({ scripts, onEmptyDatabase: false })),
  ].filter(({ scripts }) => scripts.length > 0);
}
