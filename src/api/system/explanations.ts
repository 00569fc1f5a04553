/** Why a request was refused that belongs to no organisation, such as one of an unknown client. */
import { getPlatformExplanation as get } from '../../domain/explanations/reading.ts';
import { defineRoute } from '../../http/openapi.ts';
import { codeParams, explanationSchema } from '../admin/explanations.ts';
import { PROBLEM } from '../auth/schemas.ts';

export const getPlatformExplanation = defineRoute({
  operationId: 'getPlatformExplanation',
  tag: 'Platform',
  method: 'get',
  path: '/system/explanations/{code}',
  summary: 'Why a request was refused that belongs to no organisation',
  description: 'An organisation reads its own under `/v1/admin/explanations`.',
  permission: 'operator',
  params: codeParams,
  responses: {
    200: { description: 'The checks, what each has seen, and the cause', schema: explanationSchema },
    401: PROBLEM,
    404: PROBLEM,
  },
  handler: async ({ c, params: { code } }) => c.json(await get(c.var.context.system, code)),
});
