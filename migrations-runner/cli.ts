/** The one entry of the database commands. */
import { parseArgs } from 'node:util';
import { type Command, parserOptions } from './command.ts';
import { CommandError } from './command-error.ts';
import { deploy } from './commands/deploy.ts';
import { dev } from './commands/dev.ts';
import { seed } from './commands/seed.ts';
import { status } from './commands/status.ts';
import { workerLogin } from './commands/worker-login.ts';

const COMMANDS: readonly Command[] = [deploy, status, dev, seed, workerLogin];

const PROGRAM = 'npm run db --';

async function main(argv: string[]): Promise<void> {
  const [name = '--help', ...rest] = argv;
  if (name === '--help' || name === '-h' || name === 'help') {
    console.log(overview());
    return;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (!command) throw new CommandError(`There is no command "${name}"; see ${PROGRAM} --help.`);
  const { values } = parse(command, rest);
  if (values.help) console.log(help(command));
  else await command.run(values as Parameters<Command['run']>[0]);
}

function parse(command: Command, args: string[]) {
  try {
    return parseArgs({ args, options: parserOptions(command), allowPositionals: false });
  } catch (error) {
    const [reason] = (error as Error).message.split('. ');
    throw new CommandError(`${reason}; see ${PROGRAM} ${command.name} --help.`);
  }
}

function overview(): string {
  const rows = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(14)}${summary}`);
  return [`Usage: ${PROGRAM} <command> [options]`, '', ...rows, '', 'The database is DATABASE_URL.'].join('\n');
}

function help({ name, summary, options }: Command): string {
  const rows = Object.entries({ ...options, help: { type: 'boolean', meaning: 'show this' } }).map(
    ([option, { type, meaning }]) => `  ${`--${option}${type === 'string' ? ' <text>' : ''}`.padEnd(24)}${meaning}`,
  );
  return [`Usage: ${PROGRAM} ${name} [options]`, '', `  ${summary}`, '', ...rows].join('\n');
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof CommandError) console.error(error.message);
  else console.error(error);
  process.exitCode = 1;
}
// The schema engine leaves the timer of its lock running, which would keep a finished command alive for ten seconds.
process.exit();
