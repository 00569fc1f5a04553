/** Asks for confirmation before something that cannot be undone. */
import { createInterface } from 'node:readline/promises';
import { CommandError } from './command-error.ts';

interface Terminal {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream;
}

export function hasTerminal(): boolean {
  return process.stdin.isTTY === true;
}

/** @throws CommandError when the answer is not the expected word, or when there is no terminal */
export async function confirm(
  question: string,
  expected: string,
  { input, output }: Terminal = { input: process.stdin, output: process.stderr },
): Promise<void> {
  if (!input.isTTY) throw new CommandError('There is no terminal to ask for confirmation: add --force.');
  const terminal = createInterface({ input, output });
  try {
    const answer = await terminal.question(`${question} Type "${expected}" to go on: `);
    if (answer.trim() !== expected) throw new CommandError('Nothing was changed.');
  } finally {
    terminal.close();
  }
}
