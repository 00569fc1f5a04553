/** Lets Node import WASM as the Worker does (`import('./x.wasm?module')`), for Prisma's query compiler. */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const WASM_MODULE = /\.wasm\?module$/;

/** The Worker's types, with which the whole repository is checked, lack this constructor; Node has it. */
const compile = WebAssembly.Module as unknown as new (bytes: Uint8Array) => WebAssembly.Module;

/** Called by the source of the loaded module, which runs in the same process. */
Object.assign(globalThis, {
  cerberusWasm: (url: string) => new compile(readFileSync(fileURLToPath(url.replace(/\?module$/, '')))),
});

registerHooks({
  load: (url, context, next) =>
    WASM_MODULE.test(url)
      ? { format: 'module', shortCircuit: true, source: `export default cerberusWasm(${JSON.stringify(url)});` }
      : next(url, context),
});
