/** What becomes of the resource indicators that clients were registered with before resources had owners. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyOfPrisma } from '../support/prisma-copy.ts';
import { column, execute, scratchDatabase } from '../support/scratch.ts';

/** An organisation and its clients, older ones first. */
const ORGANISATION = (name: string, number: number) => `
  INSERT INTO organisations (id, name, slug, email) VALUES ('${idOf(number)}', '${name}', '${name}', '${name}@example.com');`;

const CLIENT = (name: string, organisation: number, createdAt: string, resources: string, deletedAt = 'NULL') => `
  INSERT INTO clients (id, organisation_id, name, client_id, client_type, grant_types, redirect_uris, scopes,
    token_endpoint_auth_method, resources, created_at, deleted_at)
  VALUES (gen_random_uuid(), '${idOf(organisation)}', '${name}', '${name}', 'public', '[]', '[]', '[]', 'none',
    ${resources}, '${createdAt}', ${deletedAt});`;

function idOf(number: number): string {
  return `00000000-0000-7000-8000-00000000000${number}`;
}

test('the organisation whose client named an indicator first owns it; the others lose it, and keep what they wrote', async () => {
  const url = await scratchDatabase();
  const prisma = await copyOfPrisma();
  const before = await copyOfPrisma();
  const later = (await before.migrations()).filter((name) => name >= '20261130021100_resources');
  for (const name of later) await rm(join(before.folder, 'migrations', name), { recursive: true });
  expect(await before.run(url, ['deploy'])).toMatchObject({ code: 0 });
  await execute(
    url,
    [
      ORGANISATION('first', 1),
      ORGANISATION('second', 2),
      CLIENT('deleted', 2, '2026-01-01', `'["https://api.example"]'`, 'now()'),
      CLIENT('early', 1, '2026-02-01', `'["https://api.example", "not absolute", "https://a.example/#b", 7, null]'`),
      CLIENT('late', 2, '2026-03-01', `'["https://api.example", "https://own.example"]'`),
      CLIENT('again', 1, '2026-04-01', `'["https://api.example"]'`),
      CLIENT('none', 2, '2026-01-01', 'NULL'),
      CLIENT('odd', 2, '2026-01-01', `'{"https://odd.example": 1}'`),
    ].join(''),
  );
  expect(await prisma.run(url, ['deploy'])).toMatchObject({ code: 0 });
  const owners = `SELECT o.slug || ' ' || r.indicator FROM resources r JOIN organisations o ON o.id = r.organisation_id ORDER BY 1`;
  expect(await column(url, owners)).toEqual(['first https://api.example', 'second https://own.example']);
  const registrations = `
    SELECT c.client_id || ' ' || r.indicator FROM client_resources cr JOIN clients c ON c.id = cr.client_id
    JOIN resources r ON r.id = cr.resource_id ORDER BY 1`;
  expect(await column(url, registrations)).toEqual([
    'again https://api.example',
    'early https://api.example',
    'late https://own.example',
  ]);
  expect(await column(url, `SELECT resources FROM clients WHERE client_id = 'late'`)).toEqual([
    ['https://api.example', 'https://own.example'],
  ]);
});
