/** NULL for a JSON column. Prisma takes no `null` there: it could also mean the JSON value `null`. */
import { Prisma } from '../generated/prisma/client.ts';

export const NO_JSON = Prisma.DbNull;
