/** A sealed secret that an attacker copies into another row cannot be opened there. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { SealedColumn } from '../../src/platform/keys/sealed-columns.ts';
import { postForm, send } from '../support/app.ts';
import { createSecretClient, macKey, makeAssertion, presenting } from '../support/assertions.ts';
import { asOwner } from '../support/database.ts';
import { codeNow, createMfaPerson, forgetSteps, logIn, type MfaPerson } from '../support/mfa.ts';
import { obtainTokens } from '../support/oauth.ts';
import { createClient, createOrganisation, PASSWORD, type TestOrganisation } from '../support/organisation.ts';
import { boxOf, sealedIn, writeSealed } from '../support/sealed.ts';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

async function copy(purpose: SealedColumn['purpose'], from: string, to: string): Promise<void> {
  await writeSealed(purpose, to, (await sealedIn(purpose, from)).sealed);
}

const opened = async (purpose: SealedColumn['purpose'], id: string) => {
  const { sealed, context } = await sealedIn(purpose, id);
  return boxOf('bound-only').open(sealed, context);
};

async function factorOf({ id }: MfaPerson): Promise<string> {
  const [factor] = await asOwner<{ id: string }>(`SELECT id FROM mfa_factors WHERE user_id = $1 AND type = 'totp'`, [
    id,
  ]);
  return factor?.id ?? '';
}

const logInUnder = async (SECRET_SEALING: string, { email }: MfaPerson, mfaToken: string) => {
  const body = JSON.stringify({ email, password: PASSWORD, mfaToken });
  const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body };
  return (await send('/v1/auth/login', init, { SECRET_SEALING })).status;
};

describe('the secret of an authenticator', () => {
  it('of another person signs nobody in', async () => {
    const [thief, victim] = [await createMfaPerson(organisation), await createMfaPerson(organisation)];
    expect(await opened('mfa.totp', await factorOf(victim))).toBe(victim.authenticator.secret);
    await copy('mfa.totp', await factorOf(thief), await factorOf(victim));
    await forgetSteps(victim.id);
    expect((await logIn(victim.email, { mfaToken: codeNow(thief.authenticator.secret) })).status).not.toBe(200);
  });

  it('signs nobody in whose the factor was made', async () => {
    const [thief, victim] = [await createMfaPerson(organisation), await createMfaPerson(organisation)];
    await asOwner(`DELETE FROM mfa_factors WHERE user_id = $1`, [victim.id]);
    await asOwner(`UPDATE mfa_factors SET user_id = $1 WHERE id = $2`, [victim.id, await factorOf(thief)]);
    await forgetSteps(victim.id);
    expect((await logIn(victim.email, { mfaToken: codeNow(thief.authenticator.secret) })).status).not.toBe(200);
  });

  it('in the form of earlier releases signs in, until SECRET_SEALING refuses it', async () => {
    const person = await createMfaPerson(organisation);
    const { context } = await sealedIn('mfa.totp', await factorOf(person));
    const { secret, code } = person.authenticator;
    await writeSealed('mfa.totp', await factorOf(person), await boxOf('former').seal(secret, context));
    expect(await logInUnder('bound-only', person, await code())).not.toBe(200);
    expect(await logInUnder('bound', person, await code())).toBe(200);
    expect(await logInUnder('former', person, await code())).toBe(200);
    await writeSealed('mfa.totp', await factorOf(person), await boxOf('bound').seal(secret, context));
    for (const sealing of ['former', 'bound', 'bound-only']) {
      expect(await logInUnder(sealing, person, await code())).toBe(200);
    }
  });
});

it('the secret of another client authenticates none', async () => {
  const [thief, victim] = [await createSecretClient(organisation.id), await createSecretClient(organisation.id)];
  const present = async (secret: string) => {
    const assertion = await makeAssertion(victim, macKey('HS256', secret));
    return (await postForm('/oauth2/token', { grant_type: 'client_credentials', ...presenting(assertion) })).status;
  };
  expect(await present(victim.secret)).toBe(200);
  await copy('client.secret', thief.id, victim.id);
  expect(await present(thief.secret)).not.toBe(200);
});

it('the salt of another organisation makes no subjects', async () => {
  const other = await createOrganisation();
  const pairwise = (its: TestOrganisation) => createClient(its.id, { columns: { subject_type: 'pairwise' } });
  const clients = [await pairwise(organisation), await pairwise(other)] as const;
  await obtainTokens(organisation, clients[0], 'openid');
  await obtainTokens(other, clients[1], 'openid');
  for (const { id } of [organisation, other])
    expect(await opened('organisation.pairwise_salt', id)).toMatch(/^[\w-]{43}$/);
  await copy('organisation.pairwise_salt', other.id, organisation.id);
  await expect(obtainTokens(organisation, clients[0], 'openid')).rejects.toThrow();
});
