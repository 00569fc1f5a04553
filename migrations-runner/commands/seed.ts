import type { Command } from '../command.ts';
import { databaseUrl } from '../connection.ts';
import { demoServiceSecret } from '../demo-secret.ts';
import { DEMO_OWNER, DEMO_SERVICE } from '../seed/demo-data.ts';
import { seedDatabase } from '../seed/index.ts';

export const seed: Command = {
  name: 'seed',
  summary: 'write the catalogues and the first signing keys (needs SECRET_ENCRYPTION_KEY)',
  options: { development: { type: 'boolean', meaning: 'also the organisation "demo" with its owner and clients' } },
  run: async ({ development }) => {
    const { newSigningKeys, demo } = await seedDatabase(databaseUrl(), {
      encryptionKey: process.env.SECRET_ENCRYPTION_KEY,
      development: development === true,
    });
    console.log(`Catalogues are up to date; new signing keys: ${newSigningKeys.join(', ') || 'none'}.`);
    if (!demo) return;
    console.log(`Owner:  ${DEMO_OWNER.email} / ${DEMO_OWNER.password}`);
    console.log(
      `Client: ${DEMO_SERVICE} / ${(await demoServiceSecret(demo)) ?? '(its secret was shown when it was made)'}`,
    );
  },
};
