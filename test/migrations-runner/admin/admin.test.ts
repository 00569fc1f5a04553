/** `npm run admin`: what it writes, and what it says. test/journeys/first-organisation.test.ts goes on to sign in. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { DEFAULT_ROLES } from '../../../src/domain/access/permissions.ts';
import { looksLikeSecret, sha256 } from '../../../src/lib/secrets.ts';
import { createSecretBox } from '../../../src/platform/keys/secret-box.ts';
import { adminOf, events, ISSUER } from '../support/admin.ts';
import { column, ownerUrl, seededDatabase } from '../support/scratch.ts';

test('an organisation has an owner without a password, the default roles, and a link that is told once', async () => {
  const url = await seededDatabase();
  const { run, json } = adminOf(url);
  const founded = await json('organisation create --owner-email Ana@Acme.example --name', 'Acme & Söhne');
  expect(founded).toMatchObject({
    organisation: { name: 'Acme & Söhne', slug: 'acme-soehne' },
    owner: { email: 'ana@acme.example', name: 'ana' },
  });
  const of = `organisation_id = (SELECT id FROM organisations WHERE slug = 'acme-soehne')`;
  expect(await column(url, `SELECT slug FROM roles WHERE ${of} ORDER BY slug`)).toEqual(
    DEFAULT_ROLES.map(({ slug }) => slug).sort(),
  );
  const owner = `SELECT concat_ws(' ', u.email, role.slug, u.password IS NULL, u.email_verified_at IS NULL) FROM users u
    JOIN organisations o ON o.owner_id = u.id JOIN user_roles r ON r.user_id = u.id JOIN roles role ON role.id = r.role_id
    WHERE u.${of}`;
  expect(await column(url, owner)).toEqual(['ana@acme.example owner t t']);
  expect(await events(url)).toEqual(['organisation.created', 'user.created']);
  const token = new URL(founded.passwordUrl).searchParams.get('token') ?? '';
  expect(founded.passwordUrl).toBe(`${ISSUER}/auth/reset-password?token=${token}`);
  expect(looksLikeSecret('passwordReset', token)).toBe(true);
  const stored = `SELECT token || ' ' || extract(epoch FROM expires_at - created_at)::int FROM password_reset_tokens`;
  expect(await column(url, stored)).toEqual([`${await sha256(token)} 86400`]);
  const again = await run('organisation create --owner-email other@acme.example --name', 'Acme & Söhne');
  expect(again.error).toBe(
    '--name or --owner-email: an organisation of this name, or an account of this address, exists.\n',
  );
  const sameOwner = await run('organisation create --name Other --owner-email ana@acme.example');
  expect(sameOwner.error).toContain('--owner-email');
  const second = await json('organisation create --owner-email second@acme.example --name', 'Acme Soehne');
  expect(second.organisation.slug).toBe('acme-soehne-2');
  expect((await run('organisation list')).output).toContain('acme-soehne  "Acme & Söhne"  trial  ana@acme.example');
});

test.each([
  ['organisation create --owner-email a@b.example', {}, '--name: needed'],
  ['organisation create --name A', {}, '--owner-email: needed.'],
  ['organisation create --name A --owner-email nobody', {}, '--owner-email: invalid email address.'],
  ['organisation create --name A --owner-email a@b.example --owner-name=', {}, '--owner-name: a line'],
  ['organisation create --owner-email a@b.example --name a\u202eb', {}, '--name: needed'],
  ['organisation create --owner-email a@b.example --name \u200b', {}, '--name: needed'],
  ['organisation create --name A --owner-email a@b.example --owner-name=a\u202eb', {}, '--owner-name: a line'],
  ['organisation create --name A --owner-email a@b.example', { ISSUER_URL: '' }, 'ISSUER_URL is not set'],
  [
    'organisation create --name A --owner-email a@b.example',
    { ISSUER_URL: 'http://id.example' },
    'not an https origin',
  ],
  ['organisation invite --email nobody', {}, '--email: invalid email address.'],
  ['organisation invite --expires-in-hours 721', {}, '--expires-in-hours: a whole number from 1 to 720.'],
  ['organisation', {}, 'There is no command "organisation"'],
  ['client destroy', {}, 'There is no command "client destroy"'],
  ['client create --name A', {}, '--kind: needed'],
  ['client create --name A --kind mobile', {}, '--kind: one of'],
  ['client create --name A --kind web --organisation nobody', {}, '--organisation: there is no organisation "nobody".'],
  [
    'client create --name A --kind web --redirect-uri javascript:x --organisation demo',
    {},
    '--redirect-uri: "javascript:x"',
  ],
  ['client create --name A --kind web --secret mine', {}, "Unknown option '--secret'"],
  ['client revoke --organisation demo', {}, 'Say which client'],
  ['client revoke nobody --organisation demo', {}, 'demo has no client "nobody".'],
  ['client rotate-secret demo-spa --organisation demo', {}, 'demo-spa has no secret'],
  [
    'client rotate-secret demo-web --overlap-hours 721 --organisation demo',
    {},
    '--overlap-hours: a number from 0 to 720.',
  ],
  ['resource create --organisation demo', {}, '--indicator: needed'],
  ['resource create --organisation demo --indicator https://a.example/#b', {}, '--indicator: needed'],
  ['resource create --organisation demo --indicator https://id.example.com/v1', {}, '--indicator: this is our own API'],
  ['resource create --indicator https://a.example --signing-alg HS256', {}, '--signing-alg: one of RS256'],
  ['scope create --organisation demo --name a"b', {}, '--name: needed: up to 100'],
  ['scope create --organisation demo --name a --description b', {}, '--display-name: needed'],
  ['scope create --organisation demo --name a --display-name b', {}, '--description: needed'],
  [
    'scope create --organisation demo --name openid --display-name b --description c',
    {},
    '--name: this name is reserved',
  ],
  ['client list', { DATABASE_URL: '', CERBERUS_DATA_DIR: '/nowhere' }, 'DATABASE_URL is not set'],
] as const)('%s is refused in a sentence', async (line, environment, words) => {
  const { run } = adminOf(ownerUrl(), environment);
  const { code, error } = await run(line);
  expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining(words) });
  expect(error).toMatch(/^[^\n]+[.)]\n$/);
});

test('an invitation to found an organisation is a hash in the database, and its token is told once', async () => {
  const url = await seededDatabase();
  const { json } = adminOf(url);
  const { invitationToken } = await json('organisation invite --email New@Example.com --expires-in-hours 2');
  expect(looksLikeSecret('onboarding', invitationToken)).toBe(true);
  const stored = `SELECT concat_ws(' ', token, email, extract(epoch FROM expires_at - created_at)::int) FROM onboarding_invitations`;
  expect(await column(url, stored)).toEqual([`${await sha256(invitationToken)} new@example.com 7200`]);
  await json('organisation invite');
  expect(await column(url, `${stored} WHERE email IS NULL`)).toEqual([expect.stringMatching(/ 259200$/)]);
});

/** To every client, as to the demo owner: an access token, a refresh token and a code. */
async function giveTokens(url: string): Promise<void> {
  const common = `c.organisation_id, c.id, u.id, '[]', now() + interval '1 hour'
    FROM clients c JOIN users u ON u.organisation_id = c.organisation_id AND u.deleted_at IS NULL WHERE c.deleted_at IS NULL`;
  await column(
    url,
    `INSERT INTO tokens (id, jti, issued_at, organisation_id, client_id, user_id, scopes, expires_at)
    SELECT c.id, c.id, now(), ${common}`,
  );
  await column(
    url,
    `INSERT INTO refresh_tokens (id, token, access_token_id, auth_time, amr, family_id,
      organisation_id, client_id, user_id, scopes, expires_at)
    SELECT c.id, c.id, c.id, now(), '[]', c.id, ${common}`,
  );
  await column(
    url,
    `INSERT INTO authorization_codes (id, code, redirect_uri, auth_time, amr,
      organisation_id, client_id, user_id, scopes, expires_at)
    SELECT c.id, c.id, 'https://shop.example/', now(), '[]', ${common}`,
  );
}

/** Names of the clients that hold something, once for each thing. */
const heldTokens = (url: string) =>
  column<string>(
    url,
    `SELECT c.name FROM clients c JOIN (
       SELECT client_id FROM tokens WHERE revoked_at IS NULL
       UNION ALL SELECT client_id FROM refresh_tokens WHERE revoked_at IS NULL
       UNION ALL SELECT client_id FROM authorization_codes) t ON t.client_id = c.id ORDER BY c.name`,
  );

test('a client is registered with its resources, and its secret is told once', async () => {
  const url = await seededDatabase();
  const { run, json } = adminOf(url);
  await json('resource create --indicator https://api.example.com --signing-alg ES256');
  expect((await run('resource create --indicator https://api.example.com')).error).toContain(
    'belongs to an organisation',
  );
  const line =
    'client create --kind web --redirect-uri https://shop.example/callback --resource https://api.example.com --name Shop';
  const client = await json(line);
  expect(looksLikeSecret('clientSecret', client.clientSecret)).toBe(true);
  const stored = `SELECT concat_ws(' ', client_secret, client_secret_sealed IS NULL, indicator) FROM clients c
    JOIN client_resources cr ON cr.client_id = c.id JOIN resources r ON r.id = cr.resource_id WHERE c.client_id = $1`;
  expect(await column(url, stored, [client.clientId])).toEqual([
    `${await sha256(client.clientSecret)} t https://api.example.com`,
  ]);
  expect(await events(url)).toEqual(['client.created', 'resource.created']);
  expect((await run('client list')).output).toContain(`${client.clientId}  "Shop"  confidential`);
  const { output } = await run(`client rotate-secret ${client.clientId} --overlap-hours 0.5`);
  expect(output).toContain('the old secret is good until 20');
  const secret = output.trim().split('\n').at(-1) ?? '';
  const hashes = `SELECT concat_ws(' ', client_secret, previous_client_secret,
    round(extract(epoch FROM previous_secret_expires_at - updated_at))) FROM clients WHERE client_id = $1`;
  const former = await sha256(client.clientSecret);
  expect(await column(url, hashes, [client.clientId])).toEqual([`${await sha256(secret)} ${former} 1800`]);
  await run(`client end-previous-secret ${client.clientId}`);
  expect(await column(url, hashes, [client.clientId])).toEqual([await sha256(secret)]);
  await giveTokens(url);
  const others = (await heldTokens(url)).filter((name) => name !== 'Shop');
  expect(await run(`client revoke ${client.clientId}`)).toMatchObject({ output: `${client.clientId} is revoked.\n` });
  // Of this client everything ends, and of the others nothing.
  expect(others).not.toEqual([]);
  expect(await heldTokens(url)).toEqual(others);
  expect((await run(`client revoke ${client.clientId}`)).output).toContain('was revoked before');
  expect(await events(url)).toEqual(
    [
      ...['client.created', 'client.previous_secret_ended', 'client.revoked', 'client.secret_regenerated'],
      'resource.created',
    ].sort(),
  );
});

test('a scope is made once, and clients are registered for it', async () => {
  const { run, json } = adminOf(await seededDatabase());
  const scope = ['--name', 'orders:read', '--display-name', 'Your orders', '--description', 'See your orders'];
  expect(await json('scope create', ...scope)).toMatchObject({ name: 'orders:read', organisation: 'demo' });
  expect((await run('scope create', ...scope)).error).toBe('--name: a scope of this name exists already.\n');
  expect((await run('scope list')).output).toBe('orders:read  "See your orders"\n');
  const client = await json('client create --kind machine --name Report --scope orders:read');
  expect(client.scopes).toEqual(['orders:read']);
});

test('of another organisation nothing can be used', async () => {
  const url = await seededDatabase();
  const { run, json } = adminOf(url);
  await json('organisation create --name Acme --owner-email ana@acme.example');
  await json('resource create --organisation acme --indicator https://api.acme.example');
  const { error } = await run(
    'client create --organisation demo --kind machine --name A --resource https://api.acme.example',
  );
  expect(error).toBe('--resource: "https://api.acme.example" is no resource of this organisation.\n');
  expect((await run('client revoke demo-service --organisation acme')).error).toBe(
    'acme has no client "demo-service".\n',
  );
  expect((await run('client list')).error).toBe('--organisation: say which one it is for: demo, acme.\n');
});

test('a secret for client_secret_jwt is sealed under the key of the database, and under no other', async () => {
  const url = await seededDatabase();
  const key = process.env.TEST_SECRET_ENCRYPTION_KEY ?? '';
  const line = 'client create --kind web --method client_secret_jwt --redirect-uri https://shop.example/ --name Shop';
  const wrong = adminOf(url, { SECRET_ENCRYPTION_KEY: randomBytes(32).toString('base64') });
  expect((await wrong.run(line)).error).toContain('does not open the signing keys');
  const none = adminOf(url);
  expect((await none.run(line)).error).toContain('SECRET_ENCRYPTION_KEY is not set');
  const { json } = adminOf(url, { SECRET_ENCRYPTION_KEY: key });
  const { clientId, clientSecret } = await json(line);
  const [stored] = await column<{ sealed: string; context: { id: string; ownerId: string } }>(
    url,
    `SELECT json_build_object('sealed', client_secret_sealed, 'context', json_build_object('id', id, 'ownerId', organisation_id))
     FROM clients WHERE client_id = $1`,
    [clientId],
  );
  const { sealed = '', context = { id: '', ownerId: '' } } = stored ?? {};
  expect(await createSecretBox(key).open(sealed, { purpose: 'client.secret', ...context })).toBe(clientSecret);
});

test('an event that cannot be written takes the client with it', async () => {
  const url = await seededDatabase();
  await column(url, `ALTER TABLE audit_logs ADD CONSTRAINT refuse CHECK (event_type <> 'client.created') NOT VALID`);
  const { run } = adminOf(url);
  const { code } = await run('client create --kind machine --name A');
  expect(code).toBe(1);
  expect(await column(url, `SELECT name FROM clients WHERE name = 'A'`)).toEqual([]);
});
