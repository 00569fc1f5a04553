/** The OpenAPI document that the Worker serves, for tests that walk its operations. */
import type { ApiDocument } from '../../src/http/api-document.ts';
import { send } from './app.ts';

export interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
}

export interface DocumentedOperation {
  method: string;
  path: string;
  operationId: string;
  /** Whether the body is a file, which its route reads by itself. */
  takesFile: boolean;
  /** Of a body of JSON. */
  schema: Schema | undefined;
  /** Whether the body must be sent. */
  isRequired: boolean;
  /** The names of those in the query. */
  parameters: string[];
}

interface Operation {
  operationId: string;
  requestBody?: { required?: boolean; content: { 'application/json'?: { schema: Schema } } };
  parameters?: { name: string; in: 'path' | 'query' | 'header' }[];
}

export async function fetchDocument(): Promise<ApiDocument> {
  return (await (await send('/v1/openapi.json')).json()) as ApiDocument;
}

export async function listOperations(): Promise<DocumentedOperation[]> {
  const { paths, components } = await fetchDocument();
  const resolve = (schema: Schema | undefined) =>
    schema?.$ref ? (components.schemas[schema.$ref.split('/').at(-1) ?? ''] as Schema) : schema;
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations as unknown as Record<string, Operation>).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operationId: operation.operationId,
      takesFile: operation.requestBody !== undefined && !operation.requestBody.content['application/json'],
      schema: resolve(operation.requestBody?.content['application/json']?.schema),
      isRequired: operation.requestBody?.required ?? false,
      parameters: (operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name),
    })),
  );
}

/** An id, or a list of ids, in a body. */
export interface Reference {
  /** `PATCH /v1/admin/users/{id}` */
  operation: string;
  /** The member. */
  name: string;
  /** The members that lead to it, and itself; `[]` for the items of a list. */
  steps: string[];
}

/** Every member of a body whose name says that it is an id. */
export async function listReferences(): Promise<Reference[]> {
  const { components } = await fetchDocument();
  const visit = (given: Schema | undefined, steps: string[]): string[][] => {
    const schema = given?.$ref ? (components.schemas[given.$ref.split('/').at(-1) ?? ''] as Schema) : given;
    const members = Object.entries(schema?.properties ?? {}).flatMap(([name, member]) => {
      return /^id$|Ids?$/.test(name) ? [[...steps, name]] : visit(member, [...steps, name]);
    });
    const items = schema?.items ? visit(schema.items, [...steps, '[]']) : [];
    return [...members, ...items, ...(schema?.anyOf ?? []).flatMap((one) => visit(one, steps))];
  };
  return (await listOperations()).flatMap(({ method, path, schema }) =>
    visit(schema, []).map((steps) => ({ operation: `${method} ${path}`, name: steps.at(-1) ?? '', steps })),
  );
}
