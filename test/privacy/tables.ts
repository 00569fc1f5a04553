/** Every table, and what it holds about a person. A new table or column has to be described here. */
import { ACCESS } from './access.ts';
import type { TableEntry } from './entry.ts';
import { PEOPLE } from './people.ts';
import { RECORDS } from './records.ts';

export const TABLES: Readonly<Record<string, TableEntry>> = { ...PEOPLE, ...ACCESS, ...RECORDS };
