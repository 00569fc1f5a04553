/** Checks answers of the API against the OpenAPI document: the status, the type of the content, and each member. */
import { z } from 'zod';
import { ROUTES } from '../../src/api/index.ts';
import { apiDocument } from '../../src/http/api-document.ts';
import type { JsonSchema } from '../../src/http/json-schema.ts';

interface Described {
  description?: string;
  content?: Record<string, { schema: JsonSchema }>;
}

const { paths, components, webhooks } = apiDocument(ROUTES, 'https://issuer.test');

/** What PostgreSQL takes for a UUID: tests that fill tables have hashes for ids, which name no version. */
const UUID = { type: 'string', pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' };

/** Members that no schema names are a fault of the schema, though clients must expect them. */
function close(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(close);
  if (typeof value !== 'object' || value === null) return value;
  if ('format' in value && value.format === 'uuid' && 'type' in value && value.type === 'string') return UUID;
  const members = Object.entries(value).map(([key, one]) => [
    key,
    key === '$ref' ? String(one).replace('#/components/schemas/', '#/$defs/') : close(one),
  ]);
  const copy = Object.fromEntries(members) as JsonSchema;
  return copy.properties && !('additionalProperties' in copy) ? { ...copy, additionalProperties: false } : copy;
}

const $defs = close(components.schemas) as Record<string, never>;
const validators = new Map<string, z.ZodType>();

function validatorOf(schema: JsonSchema): z.ZodType {
  const key = JSON.stringify(schema);
  const validator = validators.get(key) ?? z.fromJSONSchema({ ...(close(schema) as object), $defs });
  validators.set(key, validator);
  return validator;
}

/** Literal segments before parameters. */
const OPERATIONS = Object.entries(paths)
  .map(([path, operations]) => ({
    path,
    operations,
    pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
  }))
  .sort((a, b) => a.path.split('{').length - b.path.split('{').length);

/** Null for what no route answers. */
function describedAnswer(method: string, path: string, status: number): Described | undefined | null {
  const found = OPERATIONS.find((one) => one.pattern.test(path) && method.toLowerCase() in one.operations);
  const operation = found?.operations[method.toLowerCase()];
  if (!operation) return null;
  const answer = (operation.responses as Record<string, Described & { $ref?: string }>)[status];
  const named = components.responses as Record<string, Described>;
  return answer?.$ref ? named[answer.$ref.split('/').at(-1) ?? ''] : answer;
}

/** @throws Error when the document does not describe the answer */
export function assertDocumented(method: string, path: string, answer: Response, body: ArrayBuffer | null): void {
  const described = describedAnswer(method, path, answer.status);
  if (described === null) return;
  const what = `${method} ${path} ${answer.status}`;
  if (described === undefined) throw new Error(`The reference has no such answer: ${what}`);
  const type = answer.headers.get('Content-Type');
  if (!described.content) {
    if (body !== null && body.byteLength > 0) throw new Error(`The reference has no content: ${what}`);
    return;
  }
  const schema = described.content[type?.split(';')[0] ?? '']?.schema;
  if (!schema) throw new Error(`The reference has no content of type ${type}: ${what}`);
  if (method === 'HEAD' || !/json$/.test(type?.split(';')[0] ?? '')) return;
  const value: unknown = JSON.parse(new TextDecoder().decode(body ?? new ArrayBuffer(0)));
  const result = validatorOf(schema).safeParse(value);
  if (result.success) return;
  throw new Error(`The reference describes another answer: ${what}\n${z.prettifyError(result.error)}`);
}

const told = webhooks as Record<string, { post: { requestBody: { content: Record<string, { schema: JsonSchema }> } } }>;

/** What the reference says of what webhooks get of an event, and its example. */
export function describedEvent(type: string): { schema: JsonSchema; example: object } {
  const schema = told[type]?.post.requestBody.content['application/json']?.schema ?? {};
  const named = (components.schemas as Record<string, JsonSchema>)[String(schema.$ref).split('/').at(-1) ?? ''];
  return { schema, example: (named?.examples as object[] | undefined)?.[0] ?? {} };
}

/** @returns null when the body is as the reference describes the event */
export function faultOfEvent(type: string, body: unknown): string | null {
  const result = validatorOf(describedEvent(type).schema).safeParse(JSON.parse(JSON.stringify(body)));
  return result.success ? null : `${type}: ${z.prettifyError(result.error)} in ${JSON.stringify(body)}`;
}
