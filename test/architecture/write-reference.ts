/** `npm run openapi`: writes docs/openapi.json. */
import { writeFile } from 'node:fs/promises';
import { REFERENCE, writeReference } from './reference.ts';

await writeFile(REFERENCE, await writeReference());
console.log(`${REFERENCE} is written`);
