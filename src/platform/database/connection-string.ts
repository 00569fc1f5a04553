/** The parameters of a PostgreSQL connection string that Prisma's guides know, and what they mean at the edge. */

export interface ConnectionOptions {
  /** Without the parameters that this file handles. */
  connectionString: string;
  /** Milliseconds to wait for a connection, when the string says so. */
  connectTimeout: number | undefined;
}

type Parameter = (value: string) => { connectTimeout?: number } | undefined;

const readConnectTimeout: Parameter = (value) => ({ connectTimeout: seconds(value) * 1000 });

/** Parameters that the driver must not see. Those it knows itself (`sslmode`, `application_name`, …) pass through. */
const PARAMETERS: Readonly<Record<string, Parameter>> = {
  // Both bound the wait for a connection, which comes from Hyperdrive's pool.
  pool_timeout: readConnectTimeout,
  connect_timeout: readConnectTimeout,
  connection_limit: () => {
    throw new Error(
      'connection_limit has no meaning in a Worker, which holds one connection a request: set the origin connection ' +
        'limit of the Hyperdrive configuration instead',
    );
  },
  schema: (value) => {
    if (value !== 'public') throw new Error(`The tables are in the schema public, not in ${value}`);
    return undefined;
  },
  // A hint for Prisma's former engine. Pipelined statements are unnamed, so any pooler in transaction mode works.
  pgbouncer: () => undefined,
};

/** @throws Error that names the parameter and says what to do instead */
export function parseConnectionString(text: string): ConnectionOptions {
  if (!URL.canParse(text)) throw new Error('The connection string of HYPERDRIVE is not a URL');
  const url = new URL(text);
  let connectTimeout: number | undefined;
  for (const [name, read] of Object.entries(PARAMETERS)) {
    const value = url.searchParams.get(name);
    if (value === null) continue;
    connectTimeout = read(value)?.connectTimeout ?? connectTimeout;
    url.searchParams.delete(name);
  }
  checkMode(url.searchParams);
  return { connectionString: url.toString(), connectTimeout };
}

/** The driver treats these as verify-full, and warns on each connection. */
const CHECKED_MODES = ['prefer', 'require', 'verify-ca'];

/** The runner accepts and refuses the same strings (migrations-runner/database/connection.ts). */
function checkMode(parameters: URLSearchParams): void {
  const mode = parameters.get('sslmode');
  if (mode === 'no-verify') {
    throw new Error(
      'sslmode=no-verify would not check whose server it is, and a Worker always checks: use sslmode=verify-full with a certificate from an authority that it knows, or connect through Hyperdrive',
    );
  }
  if (mode !== null && CHECKED_MODES.includes(mode)) parameters.set('sslmode', 'verify-full');
}

function seconds(value: string): number {
  const number = Number(value);
  if (!Number.isFinite(number) || number <= 0) throw new Error(`${value} is not a number of seconds`);
  return number;
}
