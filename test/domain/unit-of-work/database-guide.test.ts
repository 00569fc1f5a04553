/** docs/database.md, "In code": the examples compile, and do what the document says. */
/// <reference types="vite/client" />
import { beforeAll, describe, expect, it } from 'vitest';
import guideDocument from '../../../docs/database.md?raw';
import type { Tenant } from '../../../src/domain/unit-of-work/unit-of-work.ts';
import { asOwner, withContext } from '../../support/database.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import * as guide from './database-guide.ts';
import guideSource from './database-guide.ts?raw';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

async function inTenant<T>(work: (tenant: Tenant) => PromiseLike<T>) {
  return withContext(async (context) => {
    const result = await work(context.openTenant(organisation.id, {}));
    return { result, flights: context.db.flights };
  });
}

const events = (resourceId: string) =>
  asOwner('SELECT event_type FROM audit_logs WHERE organisation_id = $1 AND resource_id = $2', [
    organisation.id,
    resourceId,
  ]);

it('the document shows the examples word for word', () => {
  const [, examples = ''] =
    guideSource
      .split(/^import .*;\n\n/m)
      .slice(-1)[0]
      ?.match(/^([\s\S]*)$/) ?? [];
  expect(examples).toContain('export const findPerson');
  expect(guideDocument).toContain(`\`\`\`ts\n${examples.trim()}\n\`\`\``);
});

describe('the examples', () => {
  it('a person, a page and a home organisation take one round trip each', async () => {
    const { owner } = organisation;
    const person = await inTenant((tenant) => guide.findPerson(tenant, owner.id));
    expect(person).toEqual({ result: { id: owner.id, name: owner.name, email: owner.email }, flights: 1 });
    const page = await inTenant((tenant) => guide.pageOfPeople(tenant, 'ffffffff-ffff-7fff-bfff-ffffffffffff'));
    expect(page).toEqual({ result: [{ id: owner.id, name: owner.name }], flights: 1 });
    const home = await withContext((context) => guide.findHome(context.system, owner.email).then((found) => found));
    expect(home).toEqual({ id: owner.id, organisationId: organisation.id });
  });

  it('a dashboard of three queries takes one round trip', async () => {
    const { result, flights } = await inTenant(guide.dashboard);
    expect(result).toEqual([1, [], [{ size: expect.stringMatching(/kB|MB/) }]]);
    expect(flights).toBe(1);
  });

  it('a role with its permissions takes one round trip, and is renamed with its event or not at all', async () => {
    const [role] = await asOwner<{ id: string }>(
      `SELECT id FROM roles WHERE organisation_id = $1 AND NOT is_default AND slug <> 'owner' LIMIT 1`,
      [organisation.id],
    );
    const { id } = role as { id: string };
    expect((await inTenant((tenant) => guide.findRole(tenant, id))).flights).toBe(1);
    const renamed = await inTenant((tenant) => guide.renameRole(tenant, id, 'Renamed'));
    expect(renamed).toEqual({ result: { slug: expect.any(String) }, flights: 1 });
    expect(await events(id)).toHaveLength(1);
    const nobody = crypto.randomUUID();
    await expect(inTenant((tenant) => guide.renameRole(tenant, nobody, 'x'))).rejects.toThrow('Role not found');
    expect(await events(nobody)).toEqual([]);
  });

  it('a team is created with its event, and gets members', async () => {
    const { result: team, flights } = await inTenant((tenant) => guide.createTeam(tenant, 'Team'));
    expect(flights).toBe(3);
    expect(await events(team.id)).toHaveLength(1);
    const added = await inTenant((tenant) => guide.addToTeam(tenant, team.id, [organisation.owner.id]));
    expect(added).toEqual({ result: { count: 1 }, flights: 1 });
  });
});
