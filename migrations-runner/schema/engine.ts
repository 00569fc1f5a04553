/**
 * Prisma's own schema engine, compiled to WASM: the history table, the checksums and the generated SQL are those of
 * Prisma Migrate, and no binary has to be downloaded.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine, SchemaFilter } from '@prisma/schema-engine-wasm';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import { CommandError } from '../command-line/command-error.ts';
import { withClient } from '../database/connection.ts';
import { EngineAdapterFactory, type RunScript } from './engine-adapter.ts';
import { engineError } from './engine-error.ts';
import { readSchema } from './migration-files.ts';
import { instantiateFile } from './wasm.ts';

/** Every table and enum in the database is Prisma's to manage. */
export const NO_FILTER: SchemaFilter = { externalTables: [], externalEnums: [] };

let instantiation: Promise<void> | undefined;

/**
 * Runs the work with an engine on the given database; engine errors become one CommandError.
 * @param runScript how the scripts of migrations run
 */
export async function withSchemaEngine<T>(
  url: string,
  work: (engine: SchemaEngine) => Promise<T>,
  runScript?: RunScript,
): Promise<T> {
  // Connects first: the engine's own message for an unreachable database has several lines.
  await withClient(url, async () => {});
  instantiation ??= instantiate();
  await instantiation;
  const { files } = await readSchema();
  const datamodels = files.map(({ path, content }): [string, string] => [path, content]);
  const adapters = new EngineAdapterFactory(url, runScript);
  let engine: SchemaEngine | undefined;
  try {
    engine = await bindings.SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(adapters));
    return await work(engine);
  } catch (error) {
    throw error instanceof CommandError ? error : engineError(error, panics.message);
  } finally {
    engine?.free();
    await adapters.dispose();
  }
}

/** The engine stores the message of a panic here. */
const panics = { message: '', set_message: (message: string) => (panics.message = message) };
Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: panics });

/** The package's own entry imports the .wasm file as a module, for which Node prints an experimental warning. */
async function instantiate(): Promise<void> {
  const folder = dirname(fileURLToPath(import.meta.resolve('@prisma/schema-engine-wasm')));
  const imports = { './schema_engine_bg.js': bindings } as unknown as WebAssembly.Imports;
  const { instance } = await instantiateFile(join(folder, 'schema_engine_bg.wasm'), imports);
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
}
