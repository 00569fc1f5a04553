/** `npm run privacy` */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../migrations-runner/command-line/paths.ts';
import { renderGuide } from './guide.ts';

await writeFile(join(ROOT, 'docs/privacy.md'), renderGuide());
console.log('docs/privacy.md is written');
