/**
 * `pg` is CommonJS that requires ES modules of workerd, which vitest's module loader inside workerd cannot follow.
 * It is bundled into one ES module together with Prisma's adapter, so that both see the same classes.
 */
import { join } from 'node:path';
import { build } from 'esbuild';

const BUNDLE = join(import.meta.dirname, '../../node_modules/.cache/cerberus/pg.mjs');

/** @returns the path that `pg` and `@prisma/adapter-pg` are to be resolved to */
export async function bundlePg(): Promise<string> {
  await build({
    stdin: {
      contents: `export * from 'pg'; export { default } from 'pg'; export { PrismaPg } from '@prisma/adapter-pg';`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['workerd'],
    external: ['cloudflare:sockets', 'pg-native', 'node:*'],
    outfile: BUNDLE,
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('/');" },
    logLevel: 'error',
  });
  return BUNDLE;
}
