/** A copy of prisma/ that a test may change; the commands use it through PRISMA_FOLDER. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ROOT } from '../../../migrations-runner/command-line/paths.ts';
import { type Outcome, runCommand } from './command-line.ts';

export interface PrismaCopy {
  folder: string;
  /** Runs a command with this copy on the given database. */
  run(url: string, args: string[], environment?: Record<string, string>): Promise<Outcome>;
  /** Adds a migration after all others, or replaces the one of that name. */
  write(name: string, sql: string): Promise<void>;
  /** Changes the text of a schema file. */
  edit(file: string, change: (schema: string) => string): Promise<void>;
  migrations(): Promise<string[]>;
}

export async function copyOfPrisma(): Promise<PrismaCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'cerberus-prisma-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(join(ROOT, 'prisma'), folder, { recursive: true });
  const migrationsFolder = join(folder, 'migrations');
  return {
    folder,
    run: (url, args, environment) => runCommand(args, { DATABASE_URL: url, PRISMA_FOLDER: folder, ...environment }),
    write: async (name, sql) => {
      await mkdir(join(migrationsFolder, name), { recursive: true });
      await writeFile(join(migrationsFolder, name, 'migration.sql'), sql);
    },
    edit: async (file, change) => {
      const path = join(folder, 'schema', file);
      await writeFile(path, change(await readFile(path, 'utf8')));
    },
    migrations: async () => (await readdir(migrationsFolder)).filter((name) => /^\d/.test(name)).sort(),
  };
}

/** Later than anything `dev` would write. */
export function laterMigration(title: string): string {
  return `29990101000000_${title}`;
}

export function addPronouns(schema: string): string {
  return schema.replace(/^ {2}phone .*$/m, (line) => `${line}\n  pronouns String?`);
}
