/** The keys that sign tokens: the same for every organisation. Only the operator of the platform replaces them. */
import { defineRoute, z } from '../../http/openapi.ts';
import { PROBLEM } from '../auth/schemas.ts';

const signingKeySchema = z
  .object({
    kid: z.string(),
    alg: z.string(),
    state: z.enum(['published', 'signing', 'retired', 'revoked']),
    since: z.iso.datetime().meta({ description: 'When it came to its state' }),
    signsFrom: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'From when a published key signs, within the hour; null for others' }),
    createdAt: z.iso.datetime(),
    publicKey: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'As in the JWKS (RFC 7517); null when it is revoked' }),
  })
  .meta({ id: 'SigningKey' });

export const signingKeysSchema = z.object({ data: z.array(signingKeySchema) });

export const listSigningKeys = defineRoute({
  method: 'get',
  path: '/admin/signing-keys',
  operationId: 'listSigningKeys',
  tag: 'Signing keys',
  summary: 'The keys that sign tokens, and their states',
  permission: 'organisation:read',
  responses: {
    200: { description: 'All keys, the newest first', schema: signingKeysSchema },
    401: PROBLEM,
    403: PROBLEM,
  },
  handler: async ({ c }) => {
    const { keys, system } = c.var.context;
    return c.json({ data: await keys.list(system.db) });
  },
});
