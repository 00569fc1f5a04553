/** Loads Argon2id in Node, from WASM files; the Worker imports modules. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { computeHash } from 'argon2id';
import setupWasm from 'argon2id/lib/setup.js';
import { instantiateFile } from '../schema/wasm.ts';

const DIST = join(dirname(fileURLToPath(import.meta.resolve('argon2id'))), 'dist');

export function loadArgon2(): Promise<computeHash> {
  return setupWasm(instantiate('simd.wasm'), instantiate('no-simd.wasm'));
}

function instantiate(file: string) {
  return (imports: WebAssembly.Imports) => instantiateFile(join(DIST, file), imports);
}
