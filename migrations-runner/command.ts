/** What a command is; the table in cli.ts holds them all. */
import type { ParseArgsOptionsConfig } from 'node:util';

export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

export interface Command {
  name: string;
  summary: string;
  /** Option → what it means; shown by --help. */
  options: Readonly<Record<string, { type: 'string' | 'boolean'; meaning: string }>>;
  run(values: OptionValues): Promise<void>;
}

export function parserOptions(command: Command): ParseArgsOptionsConfig {
  const own = Object.entries(command.options).map(([name, { type }]) => [name, { type }] as const);
  return { ...Object.fromEntries(own), help: { type: 'boolean', short: 'h' } };
}
