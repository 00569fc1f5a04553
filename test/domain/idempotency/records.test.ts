/** The fence: what a request changes after it has lost its claim. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { RequestContext } from '../../../src/deps.ts';
import { type Claim, claimKey, fenceOf, isClaim, storeAnswer } from '../../../src/domain/idempotency/records.ts';
import type { Tenant } from '../../../src/domain/unit-of-work/unit-of-work.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { fenced as behind } from '../../../src/platform/database/fence.ts';
import { sql } from '../../../src/platform/database/statement.ts';
import { asOwner, withContext } from '../../support/database.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { newSlug } from '../../support/teams.ts';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

interface Claimed {
  context: RequestContext;
  claim: Claim;
  fenced: Tenant;
}

/** A request that has claimed a key. */
async function claimed(work: (request: Claimed) => Promise<void>, key = crypto.randomUUID()): Promise<void> {
  await withContext(async (context) => {
    const tenant = context.openTenant(organisation.id, {});
    const claim = await claimKey(tenant, { key, route: 'POST /', body: '' }, context.box);
    if (!isClaim(claim)) throw new Error('The key was used');
    const fenced = {
      ...tenant,
      db: context.db.tenant(organisation.id, (runner) => behind(runner, [fenceOf(tenant, claim)])),
    };
    await work({ context, claim, fenced });
  });
}

const dataOf = (slug: string) => ({ id: uuidv7(), organisationId: organisation.id, name: 'Sales', slug });
const addTeam = ({ db }: Tenant, slug: string) => db.prisma.team.create({ data: dataOf(slug), select: { id: true } });
const teamsWith = (slug: string) => asOwner('SELECT FROM teams WHERE slug = $1', [slug]);
const takeOver = ({ id }: Claim) =>
  asOwner('UPDATE idempotency_records SET attempt = gen_random_uuid() WHERE id = $1', [id]);
const appliedAt = async ({ id }: Claim) =>
  (await asOwner<{ applied_at: Date | null }>('SELECT applied_at FROM idempotency_records WHERE id = $1', [id]))[0]
    ?.applied_at;

/** The ways to write. */
const WAYS: Record<string, (tenant: Tenant, slug: string) => PromiseLike<unknown>> = {
  'an operation': addTeam,
  'a flight': (tenant, slug) => tenant.db.flight(sql`SELECT ${1}::int AS n`, addTeam(tenant, slug)),
  'a statement': ({ db, organisationId }, slug) =>
    db.flight(sql`INSERT INTO teams (id, organisation_id, name, slug)
      VALUES (gen_random_uuid(), ${organisationId}::uuid, 'Sales', ${slug})`),
  'a transaction': ({ db }, slug) =>
    db.transaction(async ({ prisma }) => {
      await prisma.team.count();
      await prisma.team.create({ data: dataOf(slug), select: { id: true } });
    }),
  'deferred writes': (tenant, slug) =>
    tenant.db.transaction(async ({ prisma, defer }) => {
      await prisma.team.count();
      defer(prisma.team.create({ data: dataOf(slug), select: { id: true } }));
    }),
};

describe.each(Object.entries(WAYS))('What is written by %s', (_, write) => {
  it('is recorded in the claim, in the same transaction and without a round trip', async () => {
    await claimed(async ({ context, claim, fenced }) => {
      await fenced.db.prisma.team.count();
      expect(await appliedAt(claim)).toBeNull();
      const slug = newSlug();
      await write(fenced, slug);
      const { flights } = context.db;
      expect(await teamsWith(slug)).toHaveLength(1);
      expect(await appliedAt(claim)).toEqual(fenced.now);
      const plain = context.openTenant(organisation.id, {});
      await write(plain, newSlug());
      expect(context.db.flights - flights).toBe(flights - 2);
    });
  });

  it('is undone when another request has taken the claim over', async () => {
    await claimed(async ({ claim, fenced }) => {
      await takeOver(claim);
      const slug = newSlug();
      await expect(write(fenced, slug)).rejects.toMatchObject({ code: 'conflict' });
      expect(await teamsWith(slug)).toEqual([]);
    });
  });

  it('leaves no trace in the claim when it fails', async () => {
    await claimed(async ({ claim, fenced }) => {
      const slug = newSlug();
      await asOwner(`INSERT INTO teams (id, organisation_id, name, slug) VALUES ($1, $2, 'Sales', $3)`, [
        uuidv7(),
        organisation.id,
        slug,
      ]);
      await expect(write(fenced, slug)).rejects.not.toMatchObject({ code: 'conflict' });
      expect(await appliedAt(claim)).toBeNull();
    });
  });
});

describe('An answer', () => {
  it('of a request whose claim was taken over is not stored', async () => {
    await claimed(async ({ context, claim, fenced }) => {
      await takeOver(claim);
      await storeAnswer(fenced, claim, { status: 200, headers: {}, body: 'late' }, context.box).catch(() => {});
      expect(await asOwner('SELECT answer FROM idempotency_records WHERE id = $1', [claim.id])).toEqual([
        { answer: null },
      ]);
    });
  });

  it('that cannot be opened is lost: it was sealed for another row', async () => {
    const keys = [crypto.randomUUID(), crypto.randomUUID()];
    const claims: Claim[] = [];
    for (const key of keys) {
      await claimed(async ({ context, claim, fenced }) => {
        claims.push(claim);
        await storeAnswer(fenced, claim, { status: 200, headers: {}, body: key }, context.box);
      }, key);
    }
    await asOwner(
      `UPDATE idempotency_records r SET answer = o.answer, started_at = r.started_at - interval '2 minutes'
       FROM idempotency_records o WHERE r.id = $1 AND o.id = $2`,
      claims.map(({ id }) => id),
    );
    const repeated = claimed(async () => {}, keys[0]);
    await expect(repeated).rejects.toMatchObject({ code: 'conflict', extensions: { idempotency: 'answer_lost' } });
  });
});
