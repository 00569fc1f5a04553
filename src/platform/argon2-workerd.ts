/** Loads Argon2id in workerd, where WASM comes as imported modules only. */
import type { computeHash } from 'argon2id';
import plainModule from 'argon2id/dist/no-simd.wasm';
import simdModule from 'argon2id/dist/simd.wasm';
import setupWasm from 'argon2id/lib/setup.js';

export function loadArgon2(): Promise<computeHash> {
  return setupWasm(instantiate(simdModule), instantiate(plainModule));
}

function instantiate(module: WebAssembly.Module) {
  return async (imports: WebAssembly.Imports) => ({ instance: await WebAssembly.instantiate(module, imports), module });
}
