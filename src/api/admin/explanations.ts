/** Why a request was refused. */
import { getExplanation as get } from '../../domain/explanations/reading.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { PROBLEM } from '../auth/schemas.ts';

/** Opaque: an unknown code answers 404. */
export const codeParams = z.object({ code: z.string().max(255) });

export const explanationSchema = z
  .object({
    code: z.uuid(),
    requestId: z.string().meta({ description: 'The id of the request in the log' }),
    endpoint: z.enum(['authorization', 'token', 'introspection', 'revocation', 'sign_in']),
    error: z.string().meta({ description: 'The error as the caller got it' }),
    reason: z.string(),
    cause: z.string().nullable().meta({ description: 'The check that failed' }),
    mend: z.string().nullable().meta({ description: 'What would mend it' }),
    checks: z
      .array(
        z.object({
          check: z.string(),
          verifies: z.string().nullable(),
          verdict: z.enum(['passed', 'failed']),
          facts: z.record(z.string(), z.unknown()).meta({ description: 'What the check has seen; never a secret' }),
        }),
      )
      .meta({ description: 'The checks that ran, in order' }),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'Explanation' });

export const getExplanation = defineRoute({
  operationId: 'getExplanation',
  tag: 'Explanations',
  method: 'get',
  path: '/admin/explanations/{code}',
  summary: 'Why a request was refused, and what would mend it',
  description:
    'For authorization requests, requests of clients (token, introspection, revocation) and sign-ins that concern your ' +
    'organisation. The code is on the error page, and in the header `X-Error-Code`. It is known for seven days.',
  permission: 'audit:read',
  params: codeParams,
  responses: {
    200: { description: 'The checks, what each has seen, and the cause', schema: explanationSchema },
    401: PROBLEM,
    403: PROBLEM,
    404: PROBLEM,
  },
  handler: async ({ c, params: { code }, tenant }) => c.json(await get(tenant, code)),
});
