/** URIs that a browser is redirected to: the database has the same rule as the code (src/lib/redirect-uri.ts). */
import { beforeAll, describe, expect, it } from 'vitest';
import { asOwner } from '../../support/database.ts';
import {
  createClient,
  createOrganisation,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';

const RUN_BY_BROWSERS = [
  'javascript:alert(1)',
  'JavaScript://app.example.com/%0aalert(1)',
  'data:text/html,x',
  'blob:https://app.example.com/1',
  'file:///etc/passwd',
  'VBScript:x',
  ' javascript:alert(1)',
  'java\tscript:alert(1)',
  '//evil.example',
  'callback',
  '',
];

let its: TestOrganisation;
let client: TestClient;

beforeAll(async () => {
  its = await createOrganisation();
  client = await createClient(its.id);
});

const setOf = (column: string, value: string) =>
  asOwner(`UPDATE clients SET ${column} = $2 WHERE id = $1`, [client.id, value]);
const VIOLATION = expect.objectContaining({ code: '23514' });

describe.each(['redirect_uris', 'post_logout_redirect_uris'])('clients.%s', (column) => {
  it.each(RUN_BY_BROWSERS)('does not hold %j, nor after a good one', async (uri) => {
    await expect(setOf(column, JSON.stringify([uri]))).rejects.toEqual(VIOLATION);
    await expect(setOf(column, JSON.stringify(['https://a.example/cb', uri]))).rejects.toEqual(VIOLATION);
  });

  it('holds no values that are no texts', async () => {
    for (const value of [[1], [null], [['https://a.example']]]) {
      await expect(setOf(column, JSON.stringify(value))).rejects.toEqual(VIOLATION);
    }
  });

  it.each([
    'https://a.example/cb?x=y',
    'http://localhost:3000/',
    'com.example.app:/cb',
    'myapp://logout',
    'cursor://x',
  ])('holds %s', async (uri) => {
    await setOf(column, JSON.stringify([uri]));
  });
});

it.each(RUN_BY_BROWSERS)('organisations.allowed_logout_urls does not hold %j', async (uri) => {
  const change = asOwner('UPDATE organisations SET allowed_logout_urls = $2 WHERE id = $1', [
    its.id,
    JSON.stringify([uri]),
  ]);
  await expect(change).rejects.toEqual(VIOLATION);
});

it.each(['backchannel_logout_uri', 'frontchannel_logout_uri', 'logo_uri', 'policy_uri', 'tos_uri'])(
  'clients.%s holds addresses of the Web alone',
  async (column) => {
    for (const uri of [...RUN_BY_BROWSERS, 'myapp://x']) await expect(setOf(column, uri)).rejects.toEqual(VIOLATION);
    await setOf(column, 'https://a.example/x');
  },
);

it('a public client cannot be registered without PKCE', async () => {
  await expect(setOf('allow_unbound_codes', 'true')).rejects.toEqual(VIOLATION);
});
