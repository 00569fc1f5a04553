import { expect, it } from 'vitest';
import { expectFlights, send } from '../../support/app.ts';
import { createOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs } from '../../support/people.ts';

const PATH = '/v1/admin/signing-keys';

it('Signing keys are listed as the JWKS has them, for those who may read the organisation, and replaced by none', async () => {
  const organisation = await createOrganisation();
  const staff = await createPerson(organisation, 'staff');
  const { keys } = (await (await send('/oauth2/jwks.json')).json()) as { keys: { kid: string }[] };
  const answer = await sendAs(staff, 'GET', PATH);
  expect(answer.status).toBe(200);
  expectFlights(answer, 2);
  const { data } = (await answer.json()) as { data: { kid: string; publicKey: object | null; state: string }[] };
  for (const key of keys) expect(data).toContainEqual(expect.objectContaining({ kid: key.kid, publicKey: key }));
  expect(data.filter(({ state }) => state === 'signing')).toHaveLength(4);
  const members = data.flatMap(({ publicKey }) => Object.keys(publicKey ?? {}));
  for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) expect(members).not.toContain(secret);

  expect((await sendAs(await createPerson(organisation), 'GET', PATH)).status).toBe(403);
  expect((await sendAs(organisation, 'POST', PATH)).status).toBe(405);
  expect((await sendAs(organisation, 'POST', `${PATH}/rotate`)).status).toBe(404);
});
