/** What the benchmark asks is answered as it expects: otherwise whoever runs it next would find it broken. */
import { Agent } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTeardown } from '../../../migrations-runner/command-line/teardown.ts';
import { urlOfDatabase } from '../../../migrations-runner/database/connection.ts';
import { ownerUrl } from '../../migrations-runner/support/scratch.ts';
import { bundleWorker } from '../bundle.ts';
import { openSeededDatabase } from '../seeded-database.ts';
import { cerberusProvider, startCerberus } from './cerberus.ts';
import { LIMITS, limitWorkloads, openLimitDatabase, startLimit } from './limit.ts';
import type { Provider } from './provider.ts';
import { providerWorkloads } from './provider-workloads.ts';
import { WORKLOADS, type Workload } from './workloads.ts';

const teardown = createTeardown();
const agent = new Agent({ keepAlive: true });
let provider: Provider;
let workloads: ReturnType<typeof providerWorkloads>;
let limits: Record<string, Workload>;

beforeAll(async () => {
  const serverUrl = urlOfDatabase(ownerUrl(), 'postgres');
  const database = await openSeededDatabase(teardown, { development: true, serverUrl });
  const bundles = [
    await bundleWorker('src/worker.ts'),
    await bundleWorker('test/bench/peers/limit-worker.ts'),
  ] as const;
  for (const { remove } of bundles) teardown.add(remove);
  const worker = await startCerberus({ bundle: bundles[0], database, databaseUrl: database.workerUrl, named: true });
  const limit = await startLimit(bundles[1], await openLimitDatabase(teardown, serverUrl));
  for (const { stop } of [worker, limit]) teardown.add(stop);
  provider = cerberusProvider(worker, database);
  workloads = providerWorkloads(provider);
  limits = limitWorkloads(limit);
});

afterAll(async () => {
  agent.destroy();
  await teardown.run();
});

it.each(Object.keys(WORKLOADS))('%s is answered, again and again', async (name) => {
  const work = workloads[name as keyof typeof WORKLOADS];
  await work?.prepare?.(2, agent);
  await work?.call(agent);
  await expect(work?.call(agent)).resolves.not.toThrow();
});

it.each(Object.keys(LIMITS))('the limit "%s" is answered', async (name) => {
  await expect(limits[name]?.call(agent)).resolves.toMatchObject({ status: 200 });
});

it('an answer that is not expected ends the measurement', async () => {
  const stranger = providerWorkloads({ ...provider, machine: { ...provider.machine, secret: 'another' } });
  await expect(stranger.clientCredentials?.call(agent)).rejects.toThrow('answered 401');
});
