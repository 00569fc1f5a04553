/** The headers that routes understand, and the answers that come of them, as OpenAPI describes them. */

interface Described {
  method: string;
  permission: string;
  versioned?: object | undefined;
}

const header = (name: string, description: string, schema: object) => {
  return { in: 'header', name, required: false, description, schema: { type: 'string', ...schema } };
};

const IDEMPOTENCY_KEY = header(
  'Idempotency-Key',
  'A new value for every change: the request can be sent again with it, and is carried out once',
  { minLength: 1, maxLength: 257 },
);
const IF_MATCH = header('If-Match', '`ETag` of the version to change; 412 when it is another one by now', {});
const IF_NONE_MATCH = header('If-None-Match', '`ETag` of the version at hand; 304 when it is still that one', {});

/** Routes without an organisation ignore the key. */
const WITHOUT_TENANT = ['none', 'operator'];

const isKeyed = ({ method, permission }: Described) => method !== 'get' && !WITHOUT_TENANT.includes(permission);

export function headerParameters(route: Described) {
  const { method, versioned } = route;
  const conditional = method === 'get' ? [IF_NONE_MATCH] : method === 'post' ? [] : [IF_MATCH];
  return [...(isKeyed(route) ? [IDEMPOTENCY_KEY] : []), ...(versioned ? conditional : [])];
}

export function headerResponses(route: Described): Record<number, { description: string }> {
  const { method, versioned } = route;
  const keyed = isKeyed(route)
    ? {
        409: { description: 'A request with this Idempotency-Key is still running, or another conflict' },
        422: { description: 'The Idempotency-Key was used for another request' },
      }
    : {};
  if (!versioned || method === 'post') return keyed;
  return method === 'get'
    ? { 304: { description: 'Not modified' } }
    : { ...keyed, 412: { description: 'It was changed by somebody else' } };
}
