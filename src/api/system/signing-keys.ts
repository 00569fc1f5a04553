/** The keys that sign tokens, for platform operators. An emergency is for the command line: docs/keys.md. */
import { rotateSigningKeys as rotate } from '../../domain/operators/signing-keys.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { signingKeysSchema } from '../admin/signing-keys.ts';
import { PROBLEM } from '../auth/schemas.ts';

const PATH = '/system/signing-keys';

export const listPlatformSigningKeys = defineRoute({
  method: 'get',
  path: PATH,
  operationId: 'listPlatformSigningKeys',
  tag: 'Signing keys',
  summary: 'The keys that sign tokens, and their states',
  permission: 'operator',
  responses: { 200: { description: 'All keys, the newest first', schema: signingKeysSchema }, 401: PROBLEM },
  handler: async ({ c }) => {
    const { keys, system } = c.var.context;
    return c.json({ data: await keys.list(system.db) });
  },
});

export const rotateSigningKeys = defineRoute({
  method: 'post',
  path: `${PATH}/rotate`,
  operationId: 'rotateSigningKeys',
  tag: 'Signing keys',
  summary: 'Publish a successor of each key that has none; it signs a day later',
  permission: 'operator',
  responses: {
    200: {
      description: 'All keys have successors. Without new ones there was nothing to do',
      schema: signingKeysSchema.extend({
        message: z.string(),
        published: z
          .array(z.string())
          .meta({ description: 'The new keys, by `kid`; none when there was nothing to do' }),
      }),
    },
    401: PROBLEM,
  },
  handler: async ({ c, operator }) => {
    const { keys, system } = c.var.context;
    const { published, keys: data } = await rotate(system, keys, operator);
    const message = published.length > 0 ? 'Successors published' : 'Nothing to do: every key has a successor';
    return c.json({ message, published, data });
  },
});
