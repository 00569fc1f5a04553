/** The types of the generated TypeScript client, console/api/types.d.ts, as openapi-typescript makes them. */
import { registerHooks } from 'node:module';
import type { OpenAPI3 } from 'openapi-typescript';

export const CLIENT_TYPES = 'console/api/types.d.ts';

/** @param reference the text of docs/openapi.json */
export async function writeClientTypes(reference: string): Promise<string> {
  const { default: generate, astToString } = await importGenerator();
  return astToString(await generate(JSON.parse(reference) as OpenAPI3));
}

/** The generator calls the compiler of TypeScript 5: the seventh has no such interface. */
async function importGenerator() {
  const hooks = registerHooks({
    resolve: (specifier, context, next) => next(specifier === 'typescript' ? 'typescript-5' : specifier, context),
  });
  const generator = await import('openapi-typescript');
  hooks.deregister();
  return generator;
}
