/** What becomes of clients that are older than the rules which they break. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyOfPrisma } from '../support/prisma-copy.ts';
import { column, execute, scratchDatabase } from '../support/scratch.ts';

test('one that breaks a rule stops no deployment; its rule holds for what is written, the others for all rows', async () => {
  const url = await scratchDatabase();
  const prisma = await copyOfPrisma();
  const before = await copyOfPrisma();
  const later = (await before.migrations()).filter((name) => name >= '20261130021500_token_choices');
  for (const name of later) await rm(join(before.folder, 'migrations', name), { recursive: true });
  expect(await before.run(url, ['deploy'])).toMatchObject({ code: 0 });
  await execute(
    url,
    `INSERT INTO organisations (id, name, slug, email) VALUES ('00000000-0000-7000-8000-000000000001', 'o', 'o', 'o@example.com');
     INSERT INTO clients (id, organisation_id, name, client_id, client_type, grant_types, redirect_uris, scopes,
       token_endpoint_auth_method)
     VALUES (gen_random_uuid(), '00000000-0000-7000-8000-000000000001', 'odd', 'odd', 'confidential', '[]', '[]', '[]',
       'client_secret_basic');`,
  );
  expect(await prisma.run(url, ['deploy'])).toMatchObject({ code: 0 });
  const open = `SELECT conname FROM pg_constraint WHERE conname LIKE 'clients_%' AND NOT convalidated
    AND conname IN ('clients_method_of_type', 'clients_method_has_secret', 'clients_method_has_keys',
      'clients_algorithms', 'clients_lifetimes', 'clients_uris_without_fragment')`;
  expect(await column(url, open)).toEqual(['clients_method_has_secret']);
  await expect(execute(url, `UPDATE clients SET access_token_lifetime = -1`)).rejects.toThrow('clients_lifetimes');
  // Applications that were there before go on finding name and address in their ID tokens.
  expect(await column(url, 'SELECT id_token_claims::text FROM clients')).toEqual(['scopes']);
});
