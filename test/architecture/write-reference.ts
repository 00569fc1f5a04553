/** `npm run openapi`: writes docs/openapi.json, and the types of the client that is generated from it. */
import { writeFile } from 'node:fs/promises';
import { CLIENT_TYPES, writeClientTypes } from './client-types.ts';
import { REFERENCE, writeReference } from './reference.ts';

const reference = await writeReference();
await writeFile(REFERENCE, reference);
await writeFile(CLIENT_TYPES, await writeClientTypes(reference));
console.log(`${REFERENCE} and ${CLIENT_TYPES} are written`);
