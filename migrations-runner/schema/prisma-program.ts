/** Prisma's command line program, for commands that need no schema engine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../command-line/paths.ts';

const PROGRAM = join(ROOT, 'node_modules/prisma/build/index.js');

/** Switches off telemetry and update checks. */
const QUIET = { CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' };

export interface PrismaOutcome {
  code: number;
  /** Its output; empty with `inherit`. */
  output: string;
}

export function isPrismaInstalled(): boolean {
  return existsSync(PROGRAM);
}

/** @param stdio `pipe` captures the output, `inherit` shows it */
export async function runPrisma(
  args: string[],
  stdio: 'pipe' | 'inherit',
  environment: Record<string, string> = {},
): Promise<PrismaOutcome> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...QUIET, ...environment },
    stdio: ['inherit', stdio, stdio],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  return { code: code ?? 1, output };
}
