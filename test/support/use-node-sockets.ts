/** Lets programs in Node use the Worker's connection: its imports of workerd resolve to node-sockets.ts. */
import { registerHooks } from 'node:module';

const SOCKETS = new URL('node-sockets.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'cloudflare:sockets' ? { url: SOCKETS, shortCircuit: true } : next(specifier, context),
});
