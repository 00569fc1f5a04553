/** For programs in Node that use the Worker's connection: what it imports of workerd is found in node-sockets.ts. */
import { registerHooks } from 'node:module';

const SOCKETS = new URL('node-sockets.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'cloudflare:sockets' ? { url: SOCKETS, shortCircuit: true } : next(specifier, context),
});
