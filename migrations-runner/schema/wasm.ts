/** Instantiates WASM from a file. */
import { readFile } from 'node:fs/promises';

interface Instantiated {
  instance: WebAssembly.Instance;
  module: WebAssembly.Module;
}

/** The Worker's types, with which the whole repository is checked, lack this overload; Node has it. */
const instantiateBytes = WebAssembly.instantiate as unknown as (
  bytes: Uint8Array,
  imports: WebAssembly.Imports,
) => Promise<Instantiated>;

export async function instantiateFile(path: string, imports: WebAssembly.Imports): Promise<Instantiated> {
  return instantiateBytes(await readFile(path), imports);
}
