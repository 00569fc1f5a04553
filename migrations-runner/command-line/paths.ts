/** Paths in the repository, independent of the current directory. */
import { join, resolve } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');
const OWN_PRISMA_FOLDER = join(ROOT, 'prisma');
/** PRISMA_FOLDER names a copy of schema and migrations, to try changes without touching those of the repository. */
const PRISMA_FOLDER = process.env.PRISMA_FOLDER ? resolve(process.env.PRISMA_FOLDER) : OWN_PRISMA_FOLDER;
export const IS_OWN_PRISMA_FOLDER = PRISMA_FOLDER === OWN_PRISMA_FOLDER;
export const SCHEMA_FOLDER = join(PRISMA_FOLDER, 'schema');
export const MIGRATIONS_FOLDER = join(PRISMA_FOLDER, 'migrations');
/** Everything that a development machine keeps between two starts; CERBERUS_DATA_DIR names another folder. */
export const DATA_FOLDER = resolve(ROOT, process.env.CERBERUS_DATA_DIR || '.data');
/** How users start the database commands; used in messages. */
export const PROGRAM = 'npm run db --';
/** How users start the commands for organisations, clients and resources. */
export const ADMIN_PROGRAM = 'npm run admin --';
