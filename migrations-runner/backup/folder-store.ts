import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CommandError } from '../command-line/command-error.ts';
import { stageIn } from './stage.ts';
import type { Store } from './store.ts';

/** The ending of incomplete files, which a crash may leave behind. */
const PARTIAL = '.partial';
const DAY_MS = 86_400_000;

export function folderStore(place: string): Store {
  const folder = resolve(place);
  const pathOf = (name: string) => join(folder, name);
  return {
    place: folder,
    stage: async () => {
      await makeFolder(folder);
      await removeAbandoned(folder);
      // In the same folder, so that the finished file only has to be renamed.
      const staged = pathOf(`${process.pid}${PARTIAL}`);
      await mkdir(staged, { recursive: true, mode: 0o700 });
      return stageIn(staged);
    },
    put: async (path, name) => {
      await flush(path);
      await rename(path, pathOf(name));
    },
    putText: async (name, text) => {
      await makeFolder(folder);
      const partial = pathOf(`${name}${PARTIAL}`);
      await writeFile(partial, text, { mode: 0o600 });
      await flush(partial);
      await rename(partial, pathOf(name));
    },
    list: async () => (existsSync(folder) ? (await readdir(folder)).sort() : []),
    read: async (name) => createReadStream(pathOf(await present(folder, name))),
    readText: async (name) => readFile(pathOf(await present(folder, name)), 'utf8'),
    remove: (name) => rm(pathOf(name), { force: true }),
  };
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new CommandError(`The folder ${folder} cannot be written: correct its permissions.`, { cause: error });
  }
}

async function present(folder: string, name: string): Promise<string> {
  if (!existsSync(join(folder, name))) throw new CommandError(`There is no ${name} in ${folder}.`);
  return name;
}

/** Waits until the file is on the disk, not only in a cache of the system. */
async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+');
  await file.sync();
  await file.close();
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter((entry) => entry.endsWith(PARTIAL))) {
    const { mtimeMs } = await stat(join(folder, name));
    if (Date.now() - mtimeMs > DAY_MS) await rm(join(folder, name), { recursive: true, force: true });
  }
}
