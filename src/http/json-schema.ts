/** JSON Schemas of zod's, in the dialect of OpenAPI 3.1, without what only JavaScript understands. */
import { z } from 'zod';

export interface JsonSchema {
  [keyword: string]: unknown;
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  anyOf?: JsonSchema[];
}

export interface Converted {
  /** By the names that were given. */
  schemas: Record<string, JsonSchema>;
  /** Those with an id (`.meta({ id })`), to which the others refer. */
  components: Record<string, JsonSchema>;
}

const PLACE = '#/components/schemas/';

/** @param io the side of transforms and defaults: what a client sends, or what it gets */
export function convertSchemas(schemas: Record<string, z.ZodType>, io: 'input' | 'output'): Converted {
  const { properties = {}, $defs = {} } = z.toJSONSchema(z.object(schemas), {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => simplify(jsonSchema as JsonSchema, io),
  }) as { properties?: Record<string, JsonSchema>; $defs?: Record<string, JsonSchema> };
  return { schemas: mapValues(properties, moveRefs), components: mapValues($defs, moveRefs) };
}

/** Formats whose pattern says nothing more, or less. */
const FORMATS = new Set(['uuid', 'date-time', 'date', 'uri', 'email']);
/** Look-around, Unicode properties, and letters that are no characters outside of JavaScript. */
const ONLY_JAVASCRIPT = /\(\?[=!<]|\\[pPucxk]/;

function simplify(schema: JsonSchema, io: 'input' | 'output'): void {
  const { allOf, pattern, format } = schema;
  const isForeign = (one: unknown) => typeof one === 'string' && ONLY_JAVASCRIPT.test(one);
  if (FORMATS.has(String(format)) || isForeign(pattern)) delete schema.pattern;
  if (Array.isArray(allOf)) {
    const rest = allOf.filter((part: JsonSchema) => !isForeign(part.pattern));
    if (rest.length > 0) schema.allOf = rest;
    else delete schema.allOf;
  }
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  // Answers may get more members. That they have no others yet is a matter of the tests.
  if (io === 'output' && schema.additionalProperties === false) delete schema.additionalProperties;
  // Every name of a member is a text.
  delete schema.propertyNames;
  delete schema.$schema;
  delete schema.id;
}

/** The references of zod are to `$defs`. */
function moveRefs(value: JsonSchema): JsonSchema {
  return mapTree(value, (key, one) =>
    key === '$ref' && typeof one === 'string' ? one.replace('#/$defs/', PLACE) : one,
  ) as JsonSchema;
}

function mapTree(value: unknown, change: (key: string, value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => mapTree(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapTree(change(key, one), change)]));
}

function mapValues<T>(record: Record<string, T>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

export function refTo(component: string): JsonSchema {
  return { $ref: PLACE + component };
}
