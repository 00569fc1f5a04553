/** What a sign-in, a code exchange and a client's own token write. */

const ORGANISATIONS = 40;
const PEOPLE = 10_000;

const id = (text: string) => `md5(${text})::uuid`;
const ORGANISATION = id(`'o' || n % ${ORGANISATIONS}`);
const CLIENT = id(`'c' || n % ${ORGANISATIONS}`);
/** A person of the same organisation. */
const PERSON = id(`'p' || n % ${PEOPLE}`);
/** In the order of time, as the Worker makes them. */
const UUID = `(lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7'
  || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid`;
const HASH = `rtrim(translate(encode(sha256(gen_random_uuid()::text::bytea), 'base64'), '+/', '-_'), '=')`;
const SIGN_IN = `'["openid"]', now(), '["pwd"]'`;

export const PEOPLE_AND_CLIENTS = `
  INSERT INTO organisations (id, name, slug, email)
  SELECT ${ORGANISATION}, n, 'o' || n, 'o' || n FROM generate_series(0, ${ORGANISATIONS - 1}) n;
  INSERT INTO clients (id, organisation_id, name, client_id, client_type, grant_types, redirect_uris, scopes, token_endpoint_auth_method)
  SELECT ${CLIENT}, ${ORGANISATION}, n, 'c' || n, 'public', '[]', '[]', '[]', 'none' FROM generate_series(0, ${ORGANISATIONS - 1}) n;
  INSERT INTO users (id, organisation_id, email, first_name, last_name, name)
  SELECT ${PERSON}, ${ORGANISATION}, 'p' || n, 'a', 'b', 'c' FROM generate_series(0, ${PEOPLE - 1}) n`;

export interface Kind {
  name: string;
  table: string;
  /** A statement that writes the rows with the numbers from and below two others. */
  insert(from: number, below: number): string;
}

/** @param jti the identifier of a token whose id is `id` */
export function kindsOf(jti: string): Kind[] {
  const rows = (from: number, below: number) =>
    `(SELECT n, ${UUID} AS id, ${UUID} AS family FROM generate_series(${from}, ${below - 1}) n) AS fresh`;
  const token = (name: string, person: string, family: string): Kind => ({
    name,
    table: 'tokens',
    insert: (from, below) => `
      INSERT INTO tokens (id, organisation_id, jti, client_id, user_id, scopes, audience, family_id, issued_at, expires_at, ip_address, user_agent)
      SELECT id, ${ORGANISATION}, ${jti}, ${CLIENT}, ${person}, '["openid"]', 'https://api.example.com', ${family}, now(),
        now() + interval '1 hour', '192.0.2.1', 'Mozilla/5.0' FROM ${rows(from, below)}`,
  });
  const event = (name: string, type: string, person: string, client: string): Kind => ({
    name,
    table: 'audit_logs',
    insert: (from, below) => `
      INSERT INTO audit_logs (id, organisation_id, user_id, client_id, event_type, event_category, action, ip_address, user_agent, success)
      SELECT id, ${ORGANISATION}, ${person}, ${client}, '${type}', 'auth', 'create', '192.0.2.1', 'Mozilla/5.0', true
      FROM ${rows(from, below)}`,
  });
  return [
    token('access token of a client', 'NULL::uuid', 'NULL::uuid'),
    token('access token of a person', PERSON, 'family'),
    {
      name: 'refresh token',
      table: 'refresh_tokens',
      // Each goes with the access token of the same number from the end of the table.
      insert: (from, below) => `
        INSERT INTO refresh_tokens (id, organisation_id, token, access_token_id, client_id, user_id, scopes, auth_time, amr,
          family_id, expires_at)
        SELECT ${UUID}, t.organisation_id, ${HASH}, t.id, t.client_id, t.user_id, ${SIGN_IN}, t.family_id, now()
        FROM (SELECT * FROM tokens WHERE family_id IS NOT NULL ORDER BY id DESC LIMIT ${below - from}) AS t`,
    },
    event('audit row of a sign-in', 'user.login.success', PERSON, 'NULL::uuid'),
    event('audit row of an issued token', 'oauth2.token_issued', PERSON, CLIENT),
    {
      name: 'authorization code',
      table: 'authorization_codes',
      insert: (from, below) => `
        INSERT INTO authorization_codes (id, organisation_id, code, client_id, user_id, redirect_uri, scopes, auth_time, amr, expires_at)
        SELECT id, ${ORGANISATION}, ${HASH}, ${CLIENT}, ${PERSON}, 'https://app.example.com/callback', ${SIGN_IN}, now()
        FROM ${rows(from, below)}`,
    },
  ];
}
