/** Prisma's differences between the schema, the migrations and the database. */
import type { DiffTarget } from '@prisma/schema-engine-wasm';
import { ROOT } from '../command-line/paths.ts';
import { NO_FILTER, withSchemaEngine } from '../schema/engine.ts';
import { readMigrations, readSchema } from '../schema/migration-files.ts';

export interface Difference {
  /** A readable list; empty when both sides are equal. */
  summary: string;
  /** The SQL from one to the other; empty when they are equal. */
  script: string;
}

/** The difference from the migrations to the schema. */
export async function differenceToSchema(url: string): Promise<Difference> {
  return difference(url, { tag: 'migrations', ...(await readMigrations()) }, await schemaTarget());
}

/** The difference from the database itself to the schema. */
export async function differenceOfDatabase(url: string): Promise<Difference> {
  return difference(url, await databaseTarget(), await schemaTarget());
}

async function schemaTarget(): Promise<DiffTarget> {
  return { tag: 'schemaDatamodel', ...(await readSchema()) };
}

/** The engine gets the connection from its adapter; the schema files only name the provider. */
async function databaseTarget(): Promise<DiffTarget> {
  return { tag: 'schemaDatasource', ...(await readSchema()), configDir: ROOT };
}

async function difference(url: string, from: DiffTarget, to: DiffTarget): Promise<Difference> {
  return withSchemaEngine(url, async (engine) => {
    const diff = (script: boolean) => engine.diff({ from, to, script, exitCode: true, filters: NO_FILTER });
    const summary = await diff(false);
    if (summary.exitCode === 0) return { summary: '', script: '' };
    const { stdout } = await diff(true);
    return { summary: summary.stdout?.trim() ?? '', script: stdout ?? '' };
  });
}
