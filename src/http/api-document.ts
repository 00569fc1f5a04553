/** The OpenAPI 3.1 document, generated from the routes: from the schemas that validate and the permissions that count. */
import type { z } from 'zod';
import type { Permission } from '../domain/access/permissions.ts';
import { problemOf, problemResponses, problemStatuses } from './document-problems.ts';
import { securityOf, securitySchemes } from './document-security.ts';
import { describeWebhooks, eventSchemas } from './document-webhooks.ts';
import { isOptional } from './input.ts';
import { exampleOf } from './json-example.ts';
import { type Converted, convertSchemas, type JsonSchema, refTo } from './json-schema.ts';
import type { RouteDescription, RoutePermission } from './openapi.ts';
import { problemSchema } from './problem-schema.ts';
import { TAGS } from './tags.ts';

export interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema>; [kind: string]: unknown };
  [member: string]: unknown;
}

interface Operation {
  operationId: string;
  [member: string]: unknown;
}

const DESCRIPTION = `Identity and access management for many organisations: people, roles, teams, applications and keys.

Every request acts for one organisation, which its credential names. Faults are problem details (RFC 9457).
Lists understand \`limit\` and \`offset\`, \`page\` and \`per_page\`, and many of them \`cursor\`.`;

/** @param issuer the origin of the deployment */
export function apiDocument(routes: readonly RouteDescription[], issuer: string): ApiDocument {
  const schemas = documentSchemas(routes);
  const paths: ApiDocument['paths'] = {};
  for (const route of routes) {
    const path = `/v1${route.path}`;
    paths[path] = { ...paths[path], [route.method]: describeOperation(route, schemas) };
  }
  const used = new Set(routes.map(({ tag }) => tag));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Cerberus',
      version: '1',
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: issuer }],
    tags: Object.entries(TAGS)
      .filter(([name]) => used.has(name as keyof typeof TAGS))
      .map(([name, description]) => ({ name, description })),
    paths,
    webhooks: describeWebhooks(schemas.components),
    components: {
      schemas: schemas.components,
      responses: problemResponses(),
      parameters: PARAMETERS,
      securitySchemes: securitySchemes(issuer),
    },
  };
}

const PARAMETERS = {
  CsrfToken: {
    name: 'X-CSRF-Token',
    in: 'header',
    description:
      'Required with the session cookie: the value of the same header of any answer. Without the cookie it is ignored',
    schema: { type: 'string' },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'A text of your own for this request, such as a UUID: a repetition with the same key has no second effect, and ' +
      'gets the first answer with `Idempotency-Replayed: true`',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description: '`ETag` of the version to change; 412 when it is another one by now',
    schema: { type: 'string' },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: '`ETag` of the version at hand; 304 when it is still that one',
    schema: { type: 'string' },
  },
  OrganisationDomain: {
    name: 'X-Org-Domain',
    in: 'header',
    description: 'The slug of the organisation that is meant. It must be that of the credential, which suffices alone',
    schema: { type: 'string' },
  },
};

interface Schemas {
  components: Record<string, JsonSchema>;
  /** Of the parameters: by operation and part of the URL. */
  parameters: Record<string, JsonSchema>;
  /** Of a body or an answer: by its name. */
  refs: Record<string, JsonSchema>;
}

const requestName = ({ operationId }: RouteDescription) => `${capital(operationId)}Request`;
const responseName = ({ operationId }: RouteDescription, status: string) => `${capital(operationId)}Response${status}`;
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function documentSchemas(routes: readonly RouteDescription[]): Schemas {
  const parameters: Record<string, z.ZodType> = {};
  const bodies: Record<string, z.ZodType> = {};
  const answers: Record<string, z.ZodType> = { problem: problemSchema, ...eventSchemas() };
  for (const route of routes) {
    if (route.params) parameters[`${route.operationId} path`] = route.params;
    if (route.query) parameters[`${route.operationId} query`] = route.query;
    if (route.body) bodies[requestName(route)] = route.body;
    for (const [status, { schema }] of Object.entries(route.responses)) {
      if (schema) answers[responseName(route, status)] = schema;
    }
  }
  const sent = convertSchemas({ ...parameters, ...bodies }, 'input');
  const received = convertSchemas(answers, 'output');
  const components = { ...sent.components, ...received.components };
  const refs = { ...nameAll(bodies, sent, components), ...nameAll(answers, received, components) };
  const sorted = Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1));
  return { components: Object.fromEntries(sorted), parameters: sent.schemas, refs };
}

/** Makes a component of each schema that is not one. */
function nameAll(
  schemas: Record<string, unknown>,
  { schemas: converted }: Converted,
  components: Schemas['components'],
) {
  const refs: Record<string, JsonSchema> = {};
  for (const name of Object.keys(schemas)) {
    const schema = converted[name] ?? {};
    if (typeof schema.$ref === 'string') refs[name] = schema;
    else {
      components[name] = schema;
      refs[name] = refTo(name);
    }
  }
  return refs;
}

function describeOperation(route: RouteDescription, schemas: Schemas): Operation {
  const { operationId, tag, summary, permission, scope, body, files } = route;
  const content = (name: string) => {
    const schema = schemas.refs[name] ?? {};
    const named = (ref: string) => schemas.components[ref.split('/').at(-1) ?? ''] ?? {};
    return { 'application/json': { schema, example: exampleOf(schema, named) } };
  };
  const answers = Object.entries(route.responses)
    .filter(([status]) => Number(status) < 400)
    .map(([status, { description, schema, files: types }]) => [
      status,
      {
        description,
        ...(isTagged(route, Number(status)) ? { headers: ETAG } : {}),
        ...(schema ? { content: content(responseName(route, status)) } : {}),
        ...(types ? { content: fileContent(types) } : {}),
      },
    ]);
  const notModified = route.isVersioned && route.method === 'get' ? [['304', NOT_MODIFIED]] : [];
  const problems = problemStatuses(route).map((status) => [status, problemOf(status)]);
  const parameters = [...urlParameters(route, schemas), ...headerParameters(route)];
  return {
    operationId,
    tags: [tag],
    summary,
    description: accessOf(route),
    ...(isPermission(permission) ? { 'x-permission': permission } : {}),
    security: securityOf(permission, scope),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: !isOptional(body), content: content(requestName(route)) } } : {}),
    ...(files.length > 0 ? { requestBody: { required: true, content: fileContent(files) } } : {}),
    responses: Object.fromEntries([...answers, ...notModified, ...problems]),
  };
}

const ETAG = { ETag: { description: 'The version of the resource', schema: { type: 'string' } } };
const NOT_MODIFIED = { description: 'It is still the version of `If-None-Match`', headers: ETAG };

function isTagged({ isVersioned }: RouteDescription, status: number): boolean {
  return isVersioned && status === 200;
}

function fileContent(types: readonly string[]) {
  return Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' } }]));
}

function accessOf({ permission, scope, allowsOwnKey, description }: RouteDescription): string {
  const access = isPermission(permission) ? `Needs the permission \`${permission}\`.` : KINDS[permission](scope);
  const exception = allowsOwnKey ? ' An API key needs none for itself.' : '';
  return `${description ? `${description}\n\n` : ''}${access}${exception}`;
}

/** Who may call operations that need no permission. */
const KINDS = {
  none: () => 'For anyone.',
  session: () => 'For people with a browser session.',
  operator: () => 'For operators of the platform.',
  self: (scope: string | null) =>
    `For people. ${scope ? `A third party’s token needs the scope \`${scope}\`.` : 'Not for third parties.'}`,
  member: (scope: string | null) =>
    `For people of the organisation; machines and third parties need the permission \`${scope}\`.`,
};

function isPermission(permission: RoutePermission): permission is Permission {
  return !(permission in KINDS);
}

function urlParameters({ operationId, path }: RouteDescription, { parameters }: Schemas) {
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const inPath = parameters[`${operationId} path`]?.properties ?? {};
  const query = parameters[`${operationId} query`];
  return [
    ...named.map((name) => parameterOf(name, 'path', inPath[name] ?? { type: 'string' }, true)),
    ...Object.entries(query?.properties ?? {}).map(([name, schema]) =>
      parameterOf(name, 'query', schema, query?.required?.includes(name) ?? false),
    ),
  ];
}

function parameterOf(name: string, part: 'path' | 'query', schema: JsonSchema, required: boolean) {
  const { description, ...rest } = schema;
  return { name, in: part, ...(required ? { required } : {}), ...(description ? { description } : {}), schema: rest };
}

/** A CSRF token where the guard demands one (src/api/guard.ts); the others where they count. */
function headerParameters({ method, path, permission, files, isVersioned }: RouteDescription) {
  const needsToken = method !== 'get' && permission !== 'none' && permission !== 'operator';
  const names = [
    ...(needsToken ? ['CsrfToken'] : []),
    ...(needsToken && files.length === 0 ? ['IdempotencyKey'] : []),
    ...(isVersioned ? [method === 'get' ? 'IfNoneMatch' : 'IfMatch'] : []),
    ...(path.startsWith('/admin/') ? ['OrganisationDomain'] : []),
  ];
  return names.map((name) => ({ $ref: `#/components/parameters/${name}` }));
}
