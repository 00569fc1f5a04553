/** What runs by schedule, and how its runs ended, for platform operators. */
import { listJobs, listRuns, STATES } from '../../domain/jobs/listing.ts';
import { cursorParameter, decodeIdCursor, encodeCursor } from '../../http/list-query.ts';
import { defineRoute, z } from '../../http/openapi.ts';
import { envelope, envelopeSchema, pageOf, pageParameters } from '../../http/pagination.ts';
import { PROBLEM } from '../auth/schemas.ts';

const date = z.iso.datetime();
const count = z.number().int();

const runSchema = z
  .object({
    id: z.uuid(),
    state: z.enum(STATES).meta({
      description: '`idle`: there was nothing to do. `interrupted`: it was cut off, and never finished',
    }),
    startedAt: date,
    finishedAt: date.nullable(),
    durationMs: count.nullable().meta({ description: 'Milliseconds of work' }),
    processed: count.meta({ description: 'Rows removed, messages tried, people erased' }),
    failures: count.meta({ description: 'Of them, how many failed' }),
    backlog: count.nullable().meta({ description: 'What was still due at the end; null when it is not known' }),
    backlogIsEstimate: z.boolean().meta({ description: 'Whether there may be more: counting stops at a bound' }),
    oldestDueAt: date.nullable().meta({ description: 'Since when the oldest of the backlog has been due' }),
    error: z.string().nullable(),
  })
  .meta({ id: 'JobRun' });

const jobSchema = z
  .object({
    name: z.string(),
    kind: z.enum(['job', 'sweep']).meta({ description: 'A sweep removes expired rows from a table' }),
    purpose: z.string(),
    everySeconds: count.meta({ description: 'From one run to the next' }),
    lastRun: runSchema.nullable().meta({ description: 'Null when it has never run' }),
    isLate: z.boolean().meta({ description: 'Whether it should have run again by now' }),
    backlogGrows: z.boolean().meta({ description: 'Whether each of the last runs left more than the one before' }),
  })
  .meta({ id: 'Job' });

export const listScheduledJobs = defineRoute({
  method: 'get',
  path: '/system/jobs',
  operationId: 'listJobs',
  tag: 'Platform',
  summary: 'What runs by schedule, and its last runs',
  permission: 'operator',
  responses: {
    200: { description: 'Every job and every sweep', schema: z.object({ data: z.array(jobSchema) }) },
    401: PROBLEM,
  },
  handler: async ({ c }) => c.json({ data: await listJobs(c.var.context.system) }),
});

export const listJobRuns = defineRoute({
  method: 'get',
  path: '/system/jobs/{name}/runs',
  operationId: 'listJobRuns',
  tag: 'Platform',
  summary: 'The runs of a job or sweep, the newest first; of those with nothing to do the latest alone',
  permission: 'operator',
  params: z.object({ name: z.string().max(255) }),
  query: z.object({ ...pageParameters, ...cursorParameter }),
  responses: {
    200: { description: 'A page of the runs of the last 30 days', schema: envelopeSchema(runSchema) },
    400: PROBLEM,
    401: PROBLEM,
    404: PROBLEM,
  },
  handler: async ({ c, params: { name }, query }) => {
    const page = pageOf(query);
    const cursor = query.cursor === undefined ? undefined : decodeIdCursor(query.cursor);
    const { runs, nextCursor, ...total } = await listRuns(c.var.context.system, name, { ...page, cursor });
    return c.json({
      ...envelope(runs, total, page),
      nextCursor: nextCursor === null ? null : encodeCursor([nextCursor]),
    });
  },
});
