import { beforeAll, describe, expect, it } from 'vitest';
import { fromNotation } from '../../../src/platform/passwords/notations.ts';
import { postJson } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson } from '../../support/people.ts';

/** Of `lètmein`, with bcrypt. */
const HASH = fromNotation('$2b$05$abcdefghijklmnopqrstuu2c1e4vZoCxDVRU9N6VCSSmNg4cQa1Ve');

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

const stored = async (id: string) =>
  (await asOwner<{ password: string }>('SELECT password FROM users WHERE id = $1', [id]))[0]?.password;

describe('somebody with the password hash of another system', () => {
  it('signs in with their password, whose hash is replaced by Argon2id at that sign-in', async () => {
    const { id, email } = await createPerson(organisation);
    await asOwner('UPDATE users SET password = $1 WHERE id = $2', [HASH, id]);

    expect((await postJson('/v1/auth/login', { email, password: 'letmein' })).status).toBe(401);
    expect(await stored(id)).toBe(HASH);

    expect((await postJson('/v1/auth/login', { email, password: 'lètmein' })).status).toBe(200);
    expect(await stored(id)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await postJson('/v1/auth/login', { email, password: 'lètmein' })).status).toBe(200);
  });
});
