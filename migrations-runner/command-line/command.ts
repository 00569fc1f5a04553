/** The interface of a command. Each program has a table of commands: commands/index.ts and admin/commands.ts. */
import type { ParseArgsOptionsConfig } from 'node:util';

export type OptionValues = Readonly<Record<string, string | boolean | string[] | undefined>>;

export interface Option {
  type: 'string' | 'boolean';
  meaning: string;
  /** May be given several times, once for each value. */
  multiple?: true;
  /** The placeholder of the value in --help; default: `text`. */
  value?: string;
}

export interface Command {
  name: string;
  summary: string;
  /** Options by name; shown by --help. */
  options: Readonly<Record<string, Option>>;
  /** The positional argument, if there is one. */
  operand?: { name: string; meaning: string; many?: boolean };
  run(values: OptionValues, operands: readonly string[]): Promise<void>;
}

/** The option to print JSON instead of sentences. */
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

/** The value of a text option; undefined when it was not given. */
export function textOf(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** Every value of an option that may be given several times; undefined when it was not given. */
export function listOf(values: OptionValues, name: string): string[] | undefined {
  const value = values[name];
  return Array.isArray(value) ? value : undefined;
}
