/** The module of the OpenID Foundation's plan "Config OP", written from what it is said to check. */
import { beforeAll, describe, expect, it } from 'vitest';
import { ISSUER, send } from '../../support/app.ts';

type Metadata = Record<string, unknown> & Record<`${string}_supported`, string[]>;

let response: Response;
let metadata: Metadata;

beforeAll(async () => {
  response = await send('/.well-known/openid-configuration');
  metadata = await response.clone().json();
});

/** OpenID Connect Discovery 1.0 section 3, RFC 8414 section 2, and the specifications that register more. */
const KNOWN_MEMBERS = `issuer authorization_endpoint token_endpoint userinfo_endpoint jwks_uri registration_endpoint
  scopes_supported response_types_supported response_modes_supported grant_types_supported acr_values_supported
  subject_types_supported id_token_signing_alg_values_supported id_token_encryption_alg_values_supported
  userinfo_signing_alg_values_supported request_object_signing_alg_values_supported
  token_endpoint_auth_methods_supported token_endpoint_auth_signing_alg_values_supported display_values_supported
  claim_types_supported claims_supported service_documentation claims_locales_supported ui_locales_supported
  claims_parameter_supported request_parameter_supported request_uri_parameter_supported
  require_request_uri_registration op_policy_uri op_tos_uri revocation_endpoint
  revocation_endpoint_auth_methods_supported revocation_endpoint_auth_signing_alg_values_supported
  introspection_endpoint introspection_endpoint_auth_methods_supported
  introspection_endpoint_auth_signing_alg_values_supported code_challenge_methods_supported
  authorization_response_iss_parameter_supported prompt_values_supported end_session_endpoint
  backchannel_logout_supported backchannel_logout_session_supported frontchannel_logout_supported
  frontchannel_logout_session_supported`.split(/\s+/);

describe('oidcc-discovery-endpoint-verification', () => {
  it('answers JSON, with 200', () => {
    expect([response.status, response.headers.get('Content-Type')]).toEqual([200, 'application/json']);
  });

  it('names its issuer, a clean URL', () => {
    expect(metadata.issuer).toBe(ISSUER);
    expect(metadata.issuer).not.toMatch(/[?#]|\/$/);
  });

  it('has no member that nobody has registered, but for the type of assertions', () => {
    const own = ['client_assertion_typ_values_supported'];
    expect(Object.keys(metadata).filter((name) => !KNOWN_MEMBERS.includes(name))).toEqual(own);
  });

  it('has lists without repetition, of strings', () => {
    for (const [name, value] of Object.entries(metadata)) {
      if (!Array.isArray(value)) continue;
      expect(value, name).not.toEqual([]);
      expect(new Set(value).size, name).toBe(value.length);
      expect(value.filter((entry) => typeof entry !== 'string')).toEqual([]);
    }
  });

  it.each([
    'response_types_supported',
    'subject_types_supported',
    'claims_supported',
    'grant_types_supported',
  ] as const)('has %s', (name) => expect(metadata[name]).toEqual(expect.any(Array)));

  it('signs ID tokens by RS256, and never by none', () => {
    const algorithms = metadata.id_token_signing_alg_values_supported;
    expect(algorithms).toContain('RS256');
    expect(algorithms).not.toContain('none');
  });

  it('has endpoints under its issuer, so that they are https when it is', () => {
    const endpoints = Object.entries(metadata).filter(([name]) => /_endpoint$|_uri$/.test(name));
    expect(endpoints.length).toBeGreaterThan(4);
    for (const [name, value] of endpoints) expect(value, name).toMatch(new RegExp(`^${ISSUER}/`));
  });

  it('has well-formed scopes, openid among them', () => {
    const { scopes_supported: scopes = [] } = metadata;
    expect(scopes).toContain('openid');
    for (const scope of scopes) expect(scope).toMatch(/^[\x21\x23-\x5b\x5d-\x7e]+$/);
  });

  it('has well-formed language tags, if any', () => {
    const tags = [...(metadata.ui_locales_supported ?? []), ...(metadata.claims_locales_supported ?? [])];
    expect(() => Intl.getCanonicalLocales(tags)).not.toThrow();
  });

  it('lists code_challenge_methods_supported', () => {
    expect(metadata.code_challenge_methods_supported).toContain('S256');
  });

  it('publishes keys of its own kind only, each with a kid, without private parts', async () => {
    const { keys } = (await (await send('/oauth2/jwks.json')).json()) as { keys: Record<string, string>[] };
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(keys.length);
    const privateParts = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
    for (const key of keys) expect(Object.keys(key).filter((part) => privateParts.includes(part))).toEqual([]);
  });
});
