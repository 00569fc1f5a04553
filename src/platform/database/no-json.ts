/** NULL for a column of JSON. Prisma takes no `null` there: it could be the JSON of that name. */
import { Prisma } from '../generated/prisma/client.ts';

export const NO_JSON = Prisma.DbNull;
