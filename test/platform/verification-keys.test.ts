/** Public keys are imported once, until they change. */
import { CompactSign, compactVerify, exportJWK, generateKeyPair, type JSONWebKeySet, type JWK } from 'jose';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createVerificationKeys } from '../../src/platform/keys/verification-keys.ts';

async function createSigner(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' };
  const sign = () => new CompactSign(new Uint8Array(8)).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey);
  return { jwk, sign };
}

function countImports() {
  const imports = vi.spyOn(crypto.subtle, 'importKey');
  onTestFinished(() => imports.mockRestore());
  return imports.mock.calls;
}

/** A copy, as a client's keys are read from the database for each request. */
const read = (...keys: JWK[]): JSONWebKeySet => ({ keys: structuredClone(keys) });

function createVerifier() {
  const keys = createVerificationKeys();
  return (set: JSONWebKeySet, jws: string) => compactVerify(jws, (header, token) => keys(set, header, token));
}

it('are imported once for all requests', async () => {
  const signer = await createSigner('a');
  const [verify, imports] = [createVerifier(), countImports()];
  for (let round = 0; round < 3; round++) await verify(read(signer.jwk), await signer.sign());
  expect(imports).toHaveLength(1);
});

it('are imported again when a key was replaced', async () => {
  const [before, after] = [await createSigner('a'), await createSigner('a')];
  const verify = createVerifier();
  await verify(read(before.jwk), await before.sign());
  await verify(read(after.jwk), await after.sign());
  await expect(verify(read(after.jwk), await before.sign())).rejects.toThrow('signature verification failed');
});

it('are not found when the key was removed, or when several keys match', async () => {
  const [one, other] = [await createSigner('a'), await createSigner('b')];
  const verify = createVerifier();
  await verify(read(one.jwk, other.jwk), await one.sign());
  await expect(verify(read(other.jwk), await one.sign())).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
  await expect(verify(read(one.jwk, { ...other.jwk, kid: 'a' }), await one.sign())).rejects.toMatchObject({
    code: 'ERR_JWKS_MULTIPLE_MATCHING_KEYS',
  });
});

it('are imported each time when the set is too large to cache', async () => {
  const signer = await createSigner('a');
  const [verify, imports] = [createVerifier(), countImports()];
  for (let round = 0; round < 2; round++)
    await verify(read({ ...signer.jwk, x: signer.jwk.x ?? '', note: 'x'.repeat(9_000) } as JWK), await signer.sign());
  expect(imports).toHaveLength(2);
});
