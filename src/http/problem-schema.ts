/** Problem documents (RFC 9457) as problem.ts makes them, for the reference. */
import { z } from 'zod';

const faultSchema = z
  .object({
    path: z.array(z.union([z.string(), z.int()])).meta({ description: 'The members that lead to the value' }),
    message: z.string(),
    code: z.string(),
    pointer: z.string().optional().meta({ description: 'Of the body: a JSON pointer as a URI fragment (RFC 6901)' }),
    parameter: z.string().optional().meta({ description: 'Of the URL: the name of the parameter' }),
    in: z.enum(['path', 'query']).optional().meta({ description: 'Of the URL: where the parameter is' }),
  })
  .loose()
  .meta({ id: 'Fault', description: 'What is wrong with one value of a request' });

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    message: z.string().meta({ description: 'The detail again' }),
    instance: z.string().meta({ description: 'The path of the request' }),
    errors: z
      .array(z.union([faultSchema, z.string()]))
      .optional()
      .meta({ description: 'Everything that is wrong with the request; about a password in sentences' }),
  })
  .loose()
  .meta({
    id: 'Problem',
    description: 'Problem details (RFC 9457). Some problems have members of their own, such as `requiresMfa`',
  });
