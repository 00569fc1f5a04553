/** Where things stand in the repository, independent of the directory a command is started from. */
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');
export const SCHEMA_FOLDER = join(ROOT, 'prisma/schema');
export const MIGRATIONS_FOLDER = join(ROOT, 'prisma/migrations');
/** Everything a development machine keeps between two starts. */
export const DATA_FOLDER = join(ROOT, '.data');
