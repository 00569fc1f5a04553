/** `npm run bundle:size`: the size of the Worker by package. */
import { BUNDLE_GZIP_MAX, measureBundle } from './bundle.ts';

const ORIGINS_SHOWN = 12;

const bytes = (count: number) => count.toLocaleString('en').padStart(12);

const { modules, raw, gzip, origins } = await measureBundle();
console.log(`${'raw'.padStart(12)}${'gzip'.padStart(12)}`);
for (const module of modules) console.log(`${bytes(module.raw)}${bytes(module.gzip)}  ${module.name}`);
console.log(`${bytes(raw)}${bytes(gzip)}  together; at most ${BUNDLE_GZIP_MAX.toLocaleString('en')} after gzip\n`);
console.log('Largest parts of the script, minified:');
for (const [origin, count] of origins.slice(0, ORIGINS_SHOWN)) console.log(`${bytes(count)}  ${origin}`);
if (gzip > BUNDLE_GZIP_MAX) {
  console.error('\nThe Worker is too large.');
  process.exitCode = 1;
}
