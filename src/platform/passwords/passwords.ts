/** The Worker's password hasher. workerd runs WASM from imported modules only; it compiles none from bytes. */
import type { computeHash } from 'argon2id';
import plainModule from 'argon2id/dist/no-simd.wasm?module';
import simdModule from 'argon2id/dist/simd.wasm?module';
import setupWasm from 'argon2id/lib/setup.js';
import { createPasswordHasher } from './hash.ts';

function loadArgon2(): Promise<computeHash> {
  return setupWasm(instantiate(simdModule), instantiate(plainModule));
}

function instantiate(module: WebAssembly.Module) {
  return async (imports: WebAssembly.Imports) => ({ instance: new WebAssembly.Instance(module, imports), module });
}

export const passwords = createPasswordHasher(loadArgon2);
