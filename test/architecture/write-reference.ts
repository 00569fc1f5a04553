/** `npm run openapi`: writes docs/openapi.json, and the types of the client that is generated from it. */
import { writeFile } from 'node:fs/promises';
import { CLIENT_TYPES, writeClientTypes } from './client-types.ts';
import { EVENT_GUIDE, writeEventTable } from './event-table.ts';
import { REFERENCE, writeReference } from './reference.ts';

const reference = await writeReference();
await writeFile(REFERENCE, reference);
await writeFile(CLIENT_TYPES, await writeClientTypes(reference));
await writeFile(EVENT_GUIDE, await writeEventTable());
console.log(`${REFERENCE}, ${CLIENT_TYPES} and the table of ${EVENT_GUIDE} are written`);
