/** What every benchmark is told alike: how many rounds, how long a turn takes, and how many ask at a time. */
import { parseArgs } from 'node:util';
import { CommandError } from '../../migrations-runner/command-line/command-error.ts';

export interface LoadOptions {
  rounds: number;
  /** Of one turn. */
  seconds: number;
  callers: number;
}

type Others = Record<string, { type: 'string' | 'boolean' }>;

/** @param others what this benchmark is told besides */
export function readOptions(defaults: LoadOptions, others: Others = {}) {
  const options = { rounds: { type: 'string' }, seconds: { type: 'string' }, callers: { type: 'string' } } as const;
  const values: Record<string, string | boolean | undefined> = parseArgs({ options: { ...others, ...options } }).values;
  const number = (name: keyof LoadOptions) => {
    const value = Number(values[name] ?? defaults[name]);
    if (!(value > 0)) throw new CommandError(`--${name} is a number above 0.`);
    return value;
  };
  return { rounds: number('rounds'), seconds: number('seconds'), callers: number('callers'), others: values };
}

/** In another order each round: nobody is always the first, or always after the slowest. */
export function rotated<T>(items: readonly T[], round: number): T[] {
  return items.map((_, index) => items[(index + round) % items.length] as T);
}
