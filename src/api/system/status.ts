/** Suspends, reactivates, deletes and restores organisations. */
import { getOrganisation } from '../../domain/organisations/directory.ts';
import {
  cancelOrganisation,
  organisationNotFound,
  reactivateOrganisation,
  restoreOrganisation,
  suspendOrganisation,
} from '../../domain/organisations/status.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { isUuid } from '../../lib/ids.ts';
import { idParams, lineSchema, PROBLEM } from '../auth/schemas.ts';
import { organisationSchema } from './organisations.ts';

const reasonSchema = lineSchema(500);
const optionalReason = z.object({ reason: reasonSchema.optional() });

interface Definition {
  method: 'patch' | 'post' | 'delete';
  path: string;
  operationId: string;
  summary: string;
  body: z.ZodType<{ reason?: string | undefined }>;
  apply: typeof suspendOrganisation;
}

/** A route that changes the status, and answers with what the organisation is then. */
function statusRoute({ method, path, operationId, summary, body, apply }: Definition) {
  return defineRoute({
    method,
    path,
    operationId,
    tag: 'Platform',
    summary,
    permission: 'operator',
    params: idParams,
    body,
    responses: {
      200: { description: 'Changed', schema: organisationSchema },
      400: PROBLEM,
      401: PROBLEM,
      404: PROBLEM,
      409: PROBLEM,
    },
    handler: async ({ c, params: { id }, body: { reason = null }, operator }) => {
      if (!isUuid(id)) throw organisationNotFound();
      const { openTenant, system } = c.var.context;
      await apply(openTenant(id, { operator: operator.name }), { reason });
      return c.json(await getOrganisation(system, id));
    },
  });
}

const suspension = {
  path: '/system/organisations/{id}/suspend',
  summary: 'Suspend an organisation: its sessions end, and nobody signs in',
  body: z.object({ reason: reasonSchema }),
  apply: suspendOrganisation,
};
const reactivation = {
  path: '/system/organisations/{id}/reactivate',
  summary: 'Reactivate a suspended organisation; its people sign in again',
  body: optionalReason,
  apply: reactivateOrganisation,
};

export const organisationStatusRoutes = [
  statusRoute({ ...suspension, method: 'patch', operationId: 'suspendOrganisation' }),
  statusRoute({ ...suspension, method: 'post', operationId: 'suspendOrganisationByPost' }),
  statusRoute({ ...reactivation, method: 'patch', operationId: 'reactivateOrganisation' }),
  statusRoute({ ...reactivation, method: 'post', operationId: 'reactivateOrganisationByPost' }),
  statusRoute({
    method: 'delete',
    path: '/system/organisations/{id}',
    operationId: 'cancelOrganisation',
    summary: 'Cancel an organisation: it can be restored for thirty days, and is erased after them',
    body: optionalReason,
    apply: cancelOrganisation,
  }),
  statusRoute({
    method: 'post',
    path: '/system/organisations/{id}/restore',
    operationId: 'restoreOrganisation',
    summary: 'Restore a cancelled organisation',
    body: optionalReason,
    apply: restoreOrganisation,
  }),
];
