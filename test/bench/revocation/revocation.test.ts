/**
 * How soon a block holds on each surface, against the bounds that docs/provider.md states. In the suite with a few people;
 * `npm run prove:revocation` blocks a hundred, also with a receiver that is down and with the database far away.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../../../migrations-runner/command-line/paths.ts';
import { freePort } from '../../../migrations-runner/command-line/ports.ts';
import { openWire } from '../../platform/wire/proxy.ts';
import { type BenchEnvironment, prepareEnvironment } from '../soak/environment.ts';
import { blockEverybody, describeResults, type Results } from './measurement.ts';
import { createOrganisation } from './organisation.ts';
import { startRelyingParty } from './parties.ts';
import { openResourceServer } from './resource-server.ts';
import { BOUNDS } from './surfaces.ts';

const PEOPLE = Number(process.env.REVOCATIONS ?? 3);
const IS_FULL = process.env.REVOCATIONS !== undefined;
/** Longer than a resource server keeps a list: the blocks meet copies of every age. */
const SPREAD_MS = IS_FULL ? 60_000 : 0;
const TIMEOUT_MS = 300_000 + PEOPLE * 6_000;
/** Of each direction. */
const FAR_MS = 40;
const ISSUER = 'http://localhost:4000';

let environment: BenchEnvironment;

beforeAll(async () => {
  environment = await prepareEnvironment({ entry: 'src/worker.ts', variables: { ENVIRONMENT: 'development' } });
}, 120_000);

afterAll(() => environment?.remove());

interface Circumstances {
  isReceiverDown?: boolean;
  latency?: number;
}

async function measure({ isReceiverDown = false, latency = 0 }: Circumstances): Promise<Results> {
  const wire = await openWire(environment.workerUrl, { latency });
  const worker = await environment.startWorker(wire.url);
  const party = await startRelyingParty(ISSUER, `${worker.url}/oauth2/jwks.json`);
  try {
    const down = isReceiverDown ? [`http://127.0.0.1:${await freePort()}`] : [];
    const organisation = await createOrganisation({ environment, worker }, [party.url, ...down], PEOPLE);
    const resourceServer = openResourceServer(ISSUER, worker.url);
    return await blockEverybody({ worker, organisation, resourceServer, party, spread: SPREAD_MS });
  } finally {
    await worker.stop();
    await party.close();
    await wire.close();
  }
}

const CASES: [title: string, circumstances: Circumstances][] = [
  ['everything answers', {}],
  ['a receiver is down', { isReceiverDown: true }],
  ['the database is 80 ms away', { latency: FAR_MS }],
];

it.each(IS_FULL ? CASES : CASES.slice(0, 1))(
  'a block holds within the bound of each surface: %s',
  async (title, circumstances) => {
    const results = await measure(circumstances);
    console.log(describeResults(`${PEOPLE} people blocked; ${title}`, results));
    for (const surface of ['session', 'opaque token', 'refresh token', 'introspection'] as const) {
      expect(results[surface].letIn, surface).toBe(0);
    }
    for (const { milliseconds } of Object.values(results)) expect(milliseconds).toHaveLength(PEOPLE);
  },
  TIMEOUT_MS,
);

it('the guide states these bounds', () => {
  const guide = readFileSync(join(ROOT, 'docs/provider.md'), 'utf8');
  for (const [surface, seconds] of Object.entries(BOUNDS)) {
    expect(guide).toContain(`| ${surface} | ${seconds === 0 ? 'next request' : `${seconds} s`} |`);
  }
});
