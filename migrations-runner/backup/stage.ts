/** A folder for files that are being prepared. It is removed when the process ends, except by SIGKILL. */
import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { CommandError } from '../command-line/command-error.ts';

export interface Stage {
  folder: string;
  clear(): Promise<void>;
}

/** @param folder an existing folder that only this process uses */
export function stageIn(folder: string): Stage {
  const clearNow = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', clearNow);
  return {
    folder,
    clear: async () => {
      process.off('exit', clearNow);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Disk errors are no bugs: the user gets a sentence instead of a stack trace. */
export function explainDisk(error: unknown, folder: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const sentence = {
    ENOSPC: `The disk is full: there is no room left in ${folder}. What was half written is removed.`,
    EDQUOT: `The quota of the disk is used up in ${folder}. What was half written is removed.`,
    EROFS: `The folder ${folder} cannot be written: its disk is read-only.`,
    EACCES: `The folder ${folder} cannot be written: correct its permissions.`,
  }[code ?? ''];
  return sentence === undefined ? error : new CommandError(sentence, { cause: error });
}
