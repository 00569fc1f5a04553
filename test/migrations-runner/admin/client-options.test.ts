/** What `npm run admin -- client create` refuses: each rule by a sentence that names the option. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientCreate } from '../../../migrations-runner/admin/client-create.ts';
import { CLIENT_KINDS, type ClientKindName } from '../../../migrations-runner/admin/client-kinds.ts';
import { explainFaults, readClientInput } from '../../../migrations-runner/admin/client-options.ts';
import { type OptionValues, parserOptions } from '../../../migrations-runner/command-line/command.ts';
import { validateRegistration } from '../../../src/domain/clients/registration.ts';
import type { ClientSettings } from '../../../src/domain/clients/settings.ts';
import { AUTH_METHODS, GRANT_TYPES } from '../../../src/domain/clients/vocabulary.ts';
import { CLIENT_AUTH_METHODS } from '../../../src/oauth/client-auth/index.ts';
import { GRANTS } from '../../../src/oauth/grants/index.ts';
import { DEEP_JSON } from '../../support/hostile-json.ts';

const CONTEXT = {
  organisationScopes: ['orders.read'],
  organisationResources: ['https://api.example.com'],
  loopback: false,
};

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cerberus-keys-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function outcome(kind: ClientKindName, args: readonly string[]) {
  const values = parseArgs({ args: [...args], options: parserOptions(clientCreate) }).values as OptionValues;
  return validateRegistration(
    { name: 'Shop', ...CLIENT_KINDS[kind].settings, ...(await readClientInput(values)) },
    CONTEXT,
  );
}

async function refusal(kind: ClientKindName, args: readonly string[]): Promise<string> {
  const result = await outcome(kind, args);
  return 'faults' in result ? explainFaults(result.faults).message : 'registered';
}

async function settings(kind: ClientKindName, args: readonly string[]): Promise<ClientSettings> {
  const result = await outcome(kind, args);
  if ('faults' in result) throw explainFaults(result.faults);
  return result.settings;
}

const HERE = ['--redirect-uri', 'https://shop.example/callback'];

test.each([
  ['web', ['--name', ' '], '--name: needed'],
  ['web', ['--name', 'a\u202eb'], '--name: needed'],
  ['web', [...HERE, '--description', 'a\nb'], '--description: a line'],
  ['web', [...HERE, '--type', 'secret'], '--type: one of confidential, public'],
  ['web', [...HERE, '--method', 'password'], '--method: one of client_secret_basic'],
  ['web', [...HERE, '--method', 'none'], '--method: a confidential client needs a credential'],
  ['spa', [...HERE, '--method', 'client_secret_post'], '--method: a public client has no credential'],
  ['spa', [...HERE, '--grant', 'client_credentials'], '--grant: client_credentials is for confidential clients only'],
  ['web', [...HERE, '--grant', 'password'], '--grant: "password" is none of'],
  ['web', ['--grant', 'refresh_token'], '--grant: refresh_token goes with authorization_code'],
  ['web', [...HERE, '--grant', 'authorization_code', '--grant', 'authorization_code'], 'is there twice'],
  ['web', [...HERE, '--grant', 'authorization_code'], '--scope: "offline_access" needs the grant refresh_token'],
  ['machine', ['--scope', 'openid'], '--scope: "openid" speaks of a person'],
  ['machine', ['--scope', 'orders.write'], '--scope: "orders.write" is no scope'],
  ['machine', ['--resource', 'https://api.example.com/'], '--resource: "https://api.example.com/" is no resource'],
  ['web', [], '--redirect-uri: needed'],
  ['machine', HERE, '--redirect-uri: of no use'],
  ...['javascript:alert(1)', 'data:text/html,x', 'callback', 'https://a b', ''].map(
    (uri) => ['web', ['--redirect-uri', uri], 'is no address to send a browser to'] as const,
  ),
  ['web', ['--redirect-uri', 'https://shop.example/#a'], '--redirect-uri: "https://shop.example/#a" has a fragment'],
  ['web', ['--redirect-uri', 'http://shop.example/'], '--redirect-uri: "http://shop.example/" is not encrypted'],
  ['web', ['--redirect-uri', 'https://*.example/'], 'has a wildcard'],
  ['web', ['--redirect-uri', 'https://a:b@shop.example/'], 'a user name or a password'],
  ['spa', [...HERE, '--origin', 'https://shop.example/'], '--origin: "https://shop.example/" is no origin'],
  ['spa', [...HERE, '--origin', '*'], '--origin: "*" is no origin'],
  ['spa', [...HERE, '--origin', 'http://shop.example'], '--origin: "http://shop.example" is not encrypted'],
  ['web', [...HERE, '--post-logout-uri', 'vbscript:x'], '--post-logout-uri: "vbscript:x" is no address'],
  ['spa', [...HERE, '--allow-unbound-codes'], '--allow-unbound-codes: public clients always use PKCE'],
  ['web', [...HERE, '--allow-unbound-codes', '--require-pkce'], '--allow-unbound-codes: contradicts'],
  ['native', [...HERE, '--allow-localhost-ports'], '--allow-localhost-ports: of no use'],
  ['web', [...HERE, '--allow-endpoint-audience'], '--allow-endpoint-audience: of no use'],
  ['web', [...HERE, '--id-token-alg', 'HS256'], '--id-token-alg: one of RS256'],
  ['web', [...HERE, '--userinfo-alg', 'none'], '--userinfo-alg: one of RS256'],
  ['web', [...HERE, '--access-token-alg', 'HS999'], '--access-token-alg: one of RS256'],
  ['web', [...HERE, '--id-token-claims', 'all'], '--id-token-claims: one of scopes, requested'],
  ['web', [...HERE, '--access-token-format', 'saml'], '--access-token-format: one of jwt, opaque'],
  ['web', [...HERE, '--subject-type', 'private'], '--subject-type: one of public, pairwise'],
  ['web', [...HERE, '--sector-identifier-uri', 'https://a.example/'], '--sector-identifier-uri: of no use'],
  [
    'web',
    [...HERE, '--redirect-uri', 'https://other.example/', '--subject-type', 'pairwise'],
    '--sector-identifier-uri: needed',
  ],
  ...['-5', '1e3', '59', '86401', 'soon', ''].map(
    (value) =>
      [
        'web',
        [...HERE, `--access-token-lifetime=${value}`],
        '--access-token-lifetime: whole seconds, from 60',
      ] as const,
  ),
  ['web', [...HERE, '--id-token-lifetime', '0'], '--id-token-lifetime: whole seconds'],
  ['web', [...HERE, '--refresh-token-lifetime', '7776001'], '--refresh-token-lifetime: not longer than'],
  ['web', [...HERE, '--refresh-family-lifetime', '1'], '--refresh-family-lifetime: whole seconds'],
  ['web', [...HERE, '--refresh-token-grace', '301'], '--refresh-token-grace: whole seconds, from 0 to 300'],
  ['web', [...HERE, '--consent-lifetime', '1'], '--consent-lifetime: whole seconds'],
  ['web', [...HERE, '--default-max-age=-1'], '--default-max-age: whole seconds'],
  ['web', [...HERE, '--backchannel-logout-uri', 'http://shop.example/out'], '--backchannel-logout-uri'],
  ['web', [...HERE, '--backchannel-logout-uri', 'https://10.0.0.1/out'], 'only public hosts are allowed'],
  ['web', [...HERE, '--backchannel-logout-session'], '--backchannel-logout-session: of no use'],
  ['web', [...HERE, '--frontchannel-logout-uri', 'https://other.example/'], '--frontchannel-logout-uri'],
  ['web', [...HERE, '--frontchannel-logout-session'], '--frontchannel-logout-session: of no use'],
  ['web', [...HERE, '--logo-uri', 'shop://logo'], '--logo-uri: "shop://logo" is no address of the Web'],
  ['web', [...HERE, '--policy-uri', 'javascript:x'], '--policy-uri'],
  ['web', [...HERE, '--tos-uri', 'nowhere'], '--tos-uri'],
  ['web', [...HERE, '--method', 'private_key_jwt'], '--jwks: needed with private_key_jwt'],
  ['web', [...HERE, '--jwks-uri', 'https://shop.example/jwks'], '--jwks-uri: of no use'],
  ['web', [...HERE, '--method', 'private_key_jwt', '--jwks-uri', 'http://localhost/'], '--jwks-uri'],
] as const)('%s %j is refused: %s', async (kind, args, sentence) => {
  const message = await refusal(kind, args);
  expect(message).toContain(sentence);
  for (const line of message.split('\n')) expect(line).toMatch(/^--[a-z-]+: .+\.$/);
});

test.each<readonly [string, string]>([
  ...DEEP_JSON.map((value) => [value, 'nested too deeply at "keys.0.'] as const),
  ...[String.raw`"\u0000"`, String.raw`"\ud800"`].map((value) => [value, 'invalid characters at "keys.0.'] as const),
  ['{"toString":""}', ''],
  ['1e999', ''],
])('hostile JSON in a key is refused by its place: %.20s', async (value, sentence) => {
  const file = join(folder, 'hostile.json');
  for (const member of ['kty', 'x', 'ext']) {
    await writeFile(file, `{"keys":[{"crv":"P-256","y":"AA","${member}":${value}}]}`);
    const message = await refusal('web', [...HERE, '--method', 'private_key_jwt', '--jwks', file]);
    expect(message).toContain(sentence && `--jwks: ${sentence}${member}`);
    expect(message).toMatch(/^--jwks: .+\.$/);
  }
});

test('every fault of a stage is told at once', async () => {
  expect((await refusal('web', ['--id-token-alg', 'x', '--access-token-lifetime', '1'])).split('\n')).toHaveLength(2);
});

test('a private key is refused, and so are a symmetric one and a small one; a public key is taken', async () => {
  const pair = await generateKeyPair('ES256', { extractable: true });
  const publicKey = await exportJWK(pair.publicKey);
  const file = join(folder, 'keys.json');
  const withKeys = async (keys: unknown) => {
    await writeFile(file, JSON.stringify({ keys }));
    return refusal('web', [...HERE, '--method', 'private_key_jwt', '--jwks', file]);
  };
  expect(await withKeys([publicKey])).toBe('registered');
  expect(await withKeys([publicKey, await exportJWK(pair.privateKey)])).toContain('a private key');
  expect(await withKeys([{ kty: 'oct', k: 'AAAA' }])).toContain('"oct" is no public key');
  expect(await withKeys([{ kty: { toString: '' } }])).toContain('is no public key');
  expect(await withKeys([{ kty: 'constructor' }])).toContain('"constructor" is no public key');
  expect(await withKeys([{ kty: 'RSA', e: 'AQAB', n: 'AAAA' }])).toContain('2048 bits');
  expect(await withKeys([{ kty: 'EC', crv: 'P-256' }])).toContain('not whole');
  expect(await withKeys([null])).toContain('no public key');
  expect(await withKeys([])).toContain('at least one key');
  await writeFile(file, 'no JSON');
  await expect(refusal('web', ['--jwks', file])).rejects.toThrow('--jwks: ');
  await expect(refusal('web', ['--jwks', join(folder, 'missing')])).rejects.toThrow('cannot be read as JSON');
});

test('settings of each kind, and what may be added to them', async () => {
  expect(await settings('spa', HERE)).toMatchObject({ clientType: 'public', tokenEndpointAuthMethod: 'none' });
  expect(await settings('web', [...HERE, '--first-party', '--skip-consent'])).toMatchObject({
    tokenEndpointAuthMethod: 'client_secret_basic',
    isFirstParty: true,
    requireConsent: false,
    accessTokenLifetime: 3600,
  });
  const native = [
    'myapp://callback',
    'http://127.0.0.1/callback',
    'http://[::1]/callback',
    'http://localhost/callback',
  ];
  const uris = native.flatMap((uri) => ['--redirect-uri', uri]);
  expect((await settings('native', [...uris, '--allow-localhost-ports'])).redirectUris).toEqual(native);
  const scopes = ['--scope', 'users:read', '--scope', 'orders.read', '--resource', 'https://api.example.com'];
  expect(await settings('machine', scopes)).toMatchObject({ scopes: ['users:read', 'orders.read'] });
});

test('what can be registered is what the provider has', () => {
  expect(GRANTS.map(({ type }) => type).sort()).toEqual([...GRANT_TYPES].sort());
  expect(CLIENT_AUTH_METHODS.map(({ name }) => name).sort()).toEqual([...AUTH_METHODS].sort());
});
