/** WASM from a file. */
import { readFile } from 'node:fs/promises';

interface Instantiated {
  instance: WebAssembly.Instance;
  module: WebAssembly.Module;
}

/** The Worker's types, which the whole repository is checked with, know no WASM made of bytes; Node does. */
const instantiateBytes = WebAssembly.instantiate as unknown as (
  bytes: Uint8Array,
  imports: WebAssembly.Imports,
) => Promise<Instantiated>;

export async function instantiateFile(path: string, imports: WebAssembly.Imports): Promise<Instantiated> {
  return instantiateBytes(await readFile(path), imports);
}
