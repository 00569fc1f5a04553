/** Every server that is measured, and how one of it is started. */

import type { Teardown } from '../../../migrations-runner/command-line/teardown.ts';
import { urlOfDatabase } from '../../../migrations-runner/database/connection.ts';
import { openTestDatabase } from '../../../migrations-runner/testing/database.ts';
import { bundleWorker } from '../bundle.ts';
import { findPgBouncer, startPgBouncer } from '../pgbouncer.ts';
import { openSeededDatabase } from '../seeded-database.ts';
import { cerberusProvider, startCerberus } from './cerberus.ts';
import { installPeers } from './install.ts';
import { LIMIT, limitWorkloads, openLimitDatabase, startLimit } from './limit.ts';
import { providerWorkloads } from './provider-workloads.ts';
import { PEERS, type PeerName, startPeer } from './start-peer.ts';
import type { Entry, Workload } from './workloads.ts';

/** The server whose costs the goals are about. */
export const OURS = 'Cerberus';
export const UNNAMED = 'Cerberus without statement names';
export const PEER_NAMES = Object.keys(PEERS) as PeerName[];

export interface Running {
  pid: number;
  workloads: Partial<Record<string, Workload>>;
  stop(): Promise<void>;
}

/** The connection string by which PostgreSQL is reached: the given one, or one that leads through something. */
export type Way = (databaseUrl: string) => Promise<string>;

export interface Contestant {
  name: string;
  start(way: Way): Promise<Running>;
}

export interface Contestants {
  all: Contestant[];
  /** A connection string of the server that all databases are on. */
  serverUrl: string;
}

/** Behind the pooler where Hyperdrive stands: what leads somewhere does so between the pooler and PostgreSQL. */
export async function prepareContestants(teardown: Teardown): Promise<Contestants> {
  const program = findPgBouncer();
  await installPeers();
  const database = await openSeededDatabase(teardown, { development: true });
  const serverUrl = urlOfDatabase(database.url, 'postgres');
  const limitUrl = await openLimitDatabase(teardown, serverUrl);
  const [bundle, limitBundle] = [
    await bundleWorker('src/worker.ts'),
    await bundleWorker('test/bench/peers/limit-worker.ts'),
  ];
  for (const { remove } of [bundle, limitBundle]) teardown.add(remove);
  const pooled = async (url: string) => (await startPgBouncer(program, [url], teardown))[0] ?? '';
  const cerberus = (name: string, named: boolean): Contestant => ({
    name,
    start: async (way) => {
      const databaseUrl = await pooled(await way(database.workerUrl));
      const worker = await startCerberus({ bundle, database, databaseUrl, named });
      return { ...worker, workloads: providerWorkloads(cerberusProvider(worker, database)) };
    },
  });
  const limit: Contestant = {
    name: LIMIT,
    start: async (way) => {
      const worker = await startLimit(limitBundle, await pooled(await way(limitUrl)));
      return { ...worker, workloads: limitWorkloads(worker) };
    },
  };
  const peers = PEER_NAMES.map((name) => ({
    name,
    start: async (way: Way) => {
      const peer = await startPeer(name, await way(await openTestDatabase(teardown, serverUrl)));
      return { ...peer, workloads: providerWorkloads(peer.provider) };
    },
  }));
  return { all: [limit, cerberus(OURS, true), cerberus(UNNAMED, false), ...peers], serverUrl };
}

export function entriesOf(server: string, { pid, workloads }: Running): Entry[] {
  return Object.entries(workloads).flatMap(([workload, work]) => (work ? [{ workload, server, pid, work }] : []));
}
