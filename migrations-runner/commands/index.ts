/** The table of commands, in the order of --help. */
import type { Command } from '../command-line/command.ts';
import { audit } from './audit.ts';
import { backup } from './backup.ts';
import { deploy } from './deploy.ts';
import { dev } from './dev.ts';
import { diff } from './diff.ts';
import { doctor } from './doctor.ts';
import { generate } from './generate.ts';
import { keys } from './keys.ts';
import { lint } from './lint.ts';
import { list } from './list.ts';
import { reset } from './reset.ts';
import { resolve } from './resolve.ts';
import { restore } from './restore.ts';
import { seed } from './seed.ts';
import { status } from './status.ts';
import { studio } from './studio.ts';
import { sweep } from './sweep.ts';
import { verify } from './verify.ts';
import { workerLogin } from './worker-login.ts';

export const COMMANDS: readonly Command[] = [
  deploy,
  status,
  dev,
  diff,
  lint,
  resolve,
  reset,
  generate,
  studio,
  seed,
  backup,
  list,
  restore,
  verify,
  doctor,
  sweep,
  keys,
  audit,
  workerLogin,
];
