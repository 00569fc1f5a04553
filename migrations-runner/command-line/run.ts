/** Runs a program: finds the command, parses its options, and prints errors as one sentence. */
import { parseArgs } from 'node:util';
import { DatabaseError } from 'pg';
import { AppError } from '../../src/errors.ts';
import { type Command, type Option, parserOptions } from './command.ts';
import { CommandError } from './command-error.ts';
import { PROGRAM as DATABASE_PROGRAM } from './paths.ts';

export interface Program {
  /** How users start it. */
  name: string;
  /** Their names have one or two words. */
  commands: readonly Command[];
  /** Lines after the list of --help. */
  notes: readonly string[];
}

/** Runs the command and ends the process, with exit code 1 after a failure. */
export async function runProgram(program: Program): Promise<never> {
  try {
    await main(program, process.argv.slice(2));
  } catch (error) {
    console.error(explain(error));
    process.exitCode = 1;
  }
  // The schema engine leaves a timer running, which would delay the end of the process by ten seconds.
  process.exit();
}

async function main(program: Program, argv: string[]): Promise<void> {
  const [first = '--help'] = argv;
  if (['--help', '-h', 'help'].includes(first)) {
    console.log(overview(program));
    return;
  }
  const words = [2, 1].map((count) => argv.slice(0, count).join(' '));
  const command = program.commands.find((candidate) => words.includes(candidate.name));
  if (!command)
    throw new CommandError(`There is no command "${unknownName(program, words)}"; see ${program.name} --help.`);
  const { values, positionals } = parse(program, command, argv.slice(command.name.split(' ').length));
  if (values.help) console.log(help(program, command));
  else await command.run(values as Parameters<Command['run']>[0], positionals);
}

/** Both words, if the first one begins the name of an existing command. */
function unknownName({ commands }: Program, [two = '', one = '']: string[]): string {
  return commands.some(({ name }) => name.startsWith(`${one} `)) ? two : one;
}

function parse(program: Program, command: Command, args: string[]) {
  const { operand } = command;
  try {
    const parsed = parseArgs({ args, options: parserOptions(command), allowPositionals: operand !== undefined });
    const [, second] = parsed.positionals;
    if (second !== undefined && !operand?.many) throw new Error(`Unexpected argument '${second}'`);
    return parsed;
  } catch (error) {
    const [reason] = (error as Error).message.split('. ');
    throw new CommandError(`${reason}; see ${program.name} ${command.name} --help.`);
  }
}

function overview({ name, commands, notes }: Program): string {
  const width = Math.max(...commands.map((command) => command.name.length)) + 2;
  const rows = commands.map((command) => `  ${command.name.padEnd(width)}${command.summary}`);
  return [`Usage: ${name} <command> [options]`, '', ...rows, '', ...notes].join('\n');
}

function help(program: Program, { name, summary, options, operand }: Command): string {
  const own = Object.entries(options).map(([option, definition]) => [
    signature(option, definition),
    definition.meaning,
  ]);
  const rows = [...(operand ? [[operand.name, operand.meaning]] : []), ...own, ['--help', 'show this']];
  const width = Math.max(24, ...rows.map(([left = '']) => left.length)) + 2;
  const usage = `Usage: ${program.name} ${name} [options]${operand ? ` [${operand.name}${operand.many ? '…' : ''}]` : ''}`;
  return [usage, '', `  ${summary}`, '', ...rows.map(([left = '', right]) => `  ${left.padEnd(width)}${right}`)].join(
    '\n',
  );
}

function signature(name: string, { type, value = 'text', multiple }: Option): string {
  return `--${name}${type === 'string' ? ` <${value}>` : ''}${multiple ? ' …' : ''}`;
}

/** Errors of the database are printed as a sentence, unexpected errors with their stack trace. */
function explain(error: unknown): unknown {
  if (error instanceof CommandError) return error.message;
  // What the domain refuses is said in its words.
  if (error instanceof AppError) return `${error.message}.`.replace(/\.\.$/, '.');
  if (UNPREPARED_PRISMA.includes(codeOf(error))) return `The database lacks a table or a column${UNPREPARED}`;
  if (!(error instanceof DatabaseError)) return error;
  return `PostgreSQL refused: ${error.message}${UNPREPARED_SQL.includes(codeOf(error)) ? UNPREPARED : '.'}`;
}

const UNPREPARED = `; has ${DATABASE_PROGRAM} deploy run on this database?`;
/** An unknown table, column, function or role. */
const UNPREPARED_SQL = ['42P01', '42703', '42883', '42704'];
/** An unknown table or column. */
const UNPREPARED_PRISMA = ['P2021', 'P2022'];

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
