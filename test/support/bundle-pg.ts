/**
 * `pg` is CommonJS that requires ES modules of workerd, which vitest's module loader inside workerd cannot follow. It
 * is bundled into one ES module, together with its parts that we import and Prisma's adapter, so that all use the same
 * classes.
 */
import { join } from 'node:path';
import { build } from 'esbuild';

const BUNDLE = join(import.meta.dirname, '../../node_modules/.cache/cerberus/pg-parts.mjs');

const EXPORTS = `
  export * from 'pg';
  export { default } from 'pg';
  export { parse, serialize } from 'pg-protocol';
  export { continueSession, finalizeSession, startSession } from 'pg/lib/crypto/sasl';
  export { postgresMd5PasswordHash } from 'pg/lib/crypto/utils';
  export { prepareValue } from 'pg/lib/utils';
  export { PrismaPg } from '@prisma/adapter-pg';
`;

/** The modules that the bundle replaces. */
export const BUNDLED = /^(pg|pg\/lib\/.*|pg-protocol|@prisma\/adapter-pg)$/;

/** @returns the path to which these modules are resolved */
export async function bundlePg(): Promise<string> {
  await build({
    stdin: {
      contents: EXPORTS,
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
