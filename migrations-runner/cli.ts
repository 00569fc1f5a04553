/** The one entry of the database commands. */
import { parseArgs } from 'node:util';
import { DatabaseError } from 'pg';
import { type Command, parserOptions } from './command.ts';
import { CommandError } from './command-error.ts';
import { COMMANDS } from './commands/index.ts';
import { PROGRAM } from './paths.ts';

async function main(argv: string[]): Promise<void> {
  const [name = '--help', ...rest] = argv;
  if (name === '--help' || name === '-h' || name === 'help') {
    console.log(overview());
    return;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (!command) throw new CommandError(`There is no command "${name}"; see ${PROGRAM} --help.`);
  const { values, positionals } = parse(command, rest);
  if (values.help) console.log(help(command));
  else await command.run(values as Parameters<Command['run']>[0], positionals);
}

function parse(command: Command, args: string[]) {
  const { operand } = command;
  try {
    const parsed = parseArgs({ args, options: parserOptions(command), allowPositionals: operand !== undefined });
    const [, second] = parsed.positionals;
    if (second !== undefined && !operand?.many) throw new Error(`Unexpected argument '${second}'`);
    return parsed;
  } catch (error) {
    const [reason] = (error as Error).message.split('. ');
    throw new CommandError(`${reason}; see ${PROGRAM} ${command.name} --help.`);
  }
}

function overview(): string {
  const rows = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(14)}${summary}`);
  const notes = ['The database is DATABASE_URL.', `Each command explains itself: ${PROGRAM} <command> --help`];
  return [`Usage: ${PROGRAM} <command> [options]`, '', ...rows, '', ...notes].join('\n');
}

function help({ name, summary, options, operand }: Command): string {
  const own = Object.entries(options).map(([option, { type, meaning, value = 'text' }]) => [
    `--${option}${type === 'string' ? ` <${value}>` : ''}`,
    meaning,
  ]);
  const rows = [...(operand ? [[operand.name, operand.meaning]] : []), ...own, ['--help', 'show this']];
  const usage = `Usage: ${PROGRAM} ${name} [options]${operand ? ` [${operand.name}${operand.many ? '…' : ''}]` : ''}`;
  return [usage, '', `  ${summary}`, '', ...rows.map(([left = '', right]) => `  ${left.padEnd(26)}${right}`)].join(
    '\n',
  );
}

/** What the database refuses needs a sentence; what nobody expected needs its stack. */
function explain(error: unknown): unknown {
  if (error instanceof CommandError) return error.message;
  if (!(error instanceof DatabaseError)) return error;
  const unprepared = error.code === '42P01' || error.code === '42704';
  return `PostgreSQL refused: ${error.message}${unprepared ? `; has ${PROGRAM} deploy run on this database?` : '.'}`;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
// The schema engine leaves the timer of its lock running, which would keep a finished command alive for ten seconds.
process.exit();
