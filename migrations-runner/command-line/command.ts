/** What a command is. Each program has a table of them: commands/index.ts and admin/commands.ts. */
import type { ParseArgsOptionsConfig } from 'node:util';

export type OptionValues = Readonly<Record<string, string | boolean | string[] | undefined>>;

export interface Option {
  type: 'string' | 'boolean';
  meaning: string;
  /** May be given several times, once for each value. */
  multiple?: true;
  /** What stands for the value in --help; `text` otherwise. */
  value?: string;
}

export interface Command {
  name: string;
  summary: string;
  /** Option → what it means; shown by --help. */
  options: Readonly<Record<string, Option>>;
  /** What may follow the options without a name; nothing otherwise. */
  operand?: { name: string; meaning: string; many?: boolean };
  run(values: OptionValues, operands: readonly string[]): Promise<void>;
}

/** What a command for machines prints instead of sentences. */
export const JSON_OPTION = { json: { type: 'boolean', meaning: 'print JSON, for machines' } } as const;

export function parserOptions(command: Command): ParseArgsOptionsConfig {
  const own = Object.entries(command.options).map(
    ([name, { type, multiple = false }]) => [name, { type, multiple }] as const,
  );
  return { ...Object.fromEntries(own), help: { type: 'boolean', short: 'h' } };
}

export function printJson(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}

/** The value of a text option, or undefined when it was not given. */
export function textOf(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** Every value of an option that may be given several times; undefined when it was not given. */
export function listOf(values: OptionValues, name: string): string[] | undefined {
  const value = values[name];
  return Array.isArray(value) ? value : undefined;
}
