import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { flightsOf, ISSUER, send } from '../../support/app.ts';
import { authorizeUrl, exchangeCode, obtainCode, obtainTokens, redirectParameters } from '../../support/oauth.ts';
import { createClient, createOrganisation } from '../../support/organisation.ts';

describe('authorization code grant (RFC 6749 section 4.1)', () => {
  it('answers the code, the state and the issuer to the registered redirect URI (4.1.2, RFC 9207 section 2)', async () => {
    const organisation = await createOrganisation();
    const client = await createClient(organisation.id);
    const response = await send(await authorizeUrl(client), { headers: { Cookie: organisation.cookies } });
    expect(response.status).toBe(302);
    const location = response.headers.get('Location') ?? '';
    expect(location.startsWith(`${client.redirectUri}?`)).toBe(true);
    const parameters = redirectParameters(response);
    expect(parameters.get('code')).toMatch(/^authz_[\w-]{43}$/);
    expect(parameters.get('state')).toBe('the-state');
    expect(parameters.get('iss')).toBe(ISSUER);
    expect(flightsOf(response)).toBe(2);
  });

  it('exchanges the code for tokens in two round trips (4.1.4)', async () => {
    const organisation = await createOrganisation();
    const client = await createClient(organisation.id);
    await obtainTokens(organisation, client);
    const code = await obtainCode(organisation, client, { scope: 'openid email offline_access', nonce: 'n-1' });
    const response = await exchangeCode(client, code);
    expect(response.status).toBe(200);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    const tokens = (await response.json()) as Record<string, string>;
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'openid email offline_access' });
    expect(tokens.refresh_token).toMatch(/^rt_/);
    expect(decodeProtectedHeader(tokens.access_token ?? '')).toMatchObject({ typ: 'at+jwt', alg: 'RS256' });
    expect(decodeJwt(tokens.id_token ?? '')).toMatchObject({
      iss: ISSUER,
      aud: client.clientId,
      sub: organisation.owner.id,
      nonce: 'n-1',
      email: organisation.owner.email,
    });
    expect(flightsOf(response)).toBe(2);
  });
});
