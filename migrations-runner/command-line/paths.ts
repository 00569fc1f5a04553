/** Where things stand in the repository, independent of the directory a command is started from. */
import { join, resolve } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');
const OWN_PRISMA_FOLDER = join(ROOT, 'prisma');
/** PRISMA_FOLDER lets a copy of schema and migrations be tried out without touching the ones of the repository. */
const PRISMA_FOLDER = process.env.PRISMA_FOLDER ? resolve(process.env.PRISMA_FOLDER) : OWN_PRISMA_FOLDER;
export const IS_OWN_PRISMA_FOLDER = PRISMA_FOLDER === OWN_PRISMA_FOLDER;
export const SCHEMA_FOLDER = join(PRISMA_FOLDER, 'schema');
export const MIGRATIONS_FOLDER = join(PRISMA_FOLDER, 'migrations');
/** Everything a development machine keeps between two starts; CERBERUS_DATA_DIR keeps it elsewhere. */
export const DATA_FOLDER = resolve(ROOT, process.env.CERBERUS_DATA_DIR || '.data');
/** How a person starts the commands; what messages tell to run begins with it. */
export const PROGRAM = 'npm run db --';
/** The same of the commands for organisations, clients and resources. */
export const ADMIN_PROGRAM = 'npm run admin --';
