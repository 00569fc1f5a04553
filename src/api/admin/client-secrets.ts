/** The secrets of OAuth clients: shown when they are made, and never again. */
import { endPreviousSecret as endPrevious, OVERLAP_MAX, rotateSecret } from '../../domain/clients/secrets.ts';
import { defineRoute, type RouteInput, z } from '../../http/openapi.ts';
import { idParams, PROBLEM } from '../auth/schemas.ts';

const DENIED = { 401: PROBLEM, 403: PROBLEM };

const bodySchema = z.object({
  overlapSeconds: z.number().int().min(0).max(OVERLAP_MAX).optional().meta({
    description: 'How long the present secret is accepted beside the new one; 0, the default, ends it at once',
  }),
});

const rotatedSchema = z.object({
  clientId: z.string(),
  clientSecret: z.string(),
  previousSecretExpiresAt: z.iso.datetime().nullable(),
});

const ROTATION = {
  method: 'post',
  summary: 'Replace the secret of a confidential client; takes every permission that the client has',
  tag: 'Clients',
  permission: 'clients:update',
  params: idParams,
  body: bodySchema,
  responses: {
    200: { description: 'The new secret, shown here and never again', schema: rotatedSchema },
    400: PROBLEM,
    404: PROBLEM,
    409: PROBLEM,
    ...DENIED,
  },
} as const;

type Input = RouteInput<z.infer<typeof bodySchema>, z.infer<typeof idParams>, undefined, 'clients:update'>;

async function rotate({ c, params: { id }, body, tenant, authentication }: Input): Promise<Response> {
  const { box } = c.var.context;
  const { clientId, secret, previousSecretExpiresAt } = await rotateSecret(tenant, id, {
    overlap: body.overlapSeconds ?? 0,
    held: authentication.permissions,
    box: async () => box,
  });
  return c.json({ clientId, clientSecret: secret, previousSecretExpiresAt });
}

export const rotateClientSecret = defineRoute({
  ...ROTATION,
  operationId: 'rotateClientSecret',
  path: '/admin/clients/{id}/rotate-secret',
  handler: rotate,
});

/** The same, by the other name that clients know. */
export const regenerateClientSecret = defineRoute({
  ...ROTATION,
  operationId: 'regenerateClientSecret',
  path: '/admin/clients/{id}/regenerate-secret',
  handler: rotate,
});

export const endPreviousClientSecret = defineRoute({
  operationId: 'endPreviousClientSecret',
  tag: 'Clients',
  method: 'delete',
  path: '/admin/clients/{id}/previous-secret',
  summary: 'End the previous secret of a client before its time',
  permission: 'clients:update',
  params: idParams,
  responses: { 204: { description: 'Only the present secret is accepted' }, 404: PROBLEM, ...DENIED },
  handler: async ({ c, params: { id }, tenant }) => {
    await endPrevious(tenant, id);
    return c.body(null, 204);
  },
});
