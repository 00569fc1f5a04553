/** Blocks people, and measures until each surface refuses them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SignedIn } from './organisation.ts';
import type { RelyingParty } from './parties.ts';
import { type Asked, BOUNDS, IS_OPEN, type Surface } from './surfaces.ts';

export interface Measured {
  /** Milliseconds from the answer to the block until the refusal, of each person. */
  milliseconds: number[];
  /** Requests after the answer that were still let in. */
  letIn: number;
}

export type Results = Record<Surface, Measured>;

export interface Run extends Asked {
  party: RelyingParty;
  /** Milliseconds over which the blocks are spread, so that they meet caches of every age. */
  spread: number;
}

const SURFACES = Object.keys(BOUNDS) as Surface[];
const PAUSE_MS = 50;

export async function blockEverybody(run: Run): Promise<Results> {
  const results = Object.fromEntries(
    SURFACES.map((name) => [name, { milliseconds: [], letIn: 0 }]),
  ) as unknown as Results;
  await Promise.all(run.organisation.people.map((person) => blockOne(run, person, results)));
  return results;
}

async function blockOne(run: Run, person: SignedIn, results: Results): Promise<void> {
  await sleep(Math.random() * run.spread);
  await assertOpen(run, person);
  const blocked = await block(run, person);
  for (const surface of Object.keys(IS_OPEN) as (keyof typeof IS_OPEN)[]) {
    await until(surface, blocked, results[surface], () => IS_OPEN[surface](run, person));
  }
  const { loggedOut, told } = run.party;
  await arrived('back-channel logout', { blocked, person, at: loggedOut }, results);
  await arrived('security event', { blocked, person, at: told }, results);
}

/** Everything is open before; the refresh token is not asked for, since asking consumes it. */
async function assertOpen(run: Run, person: SignedIn): Promise<void> {
  for (const surface of Object.keys(IS_OPEN) as (keyof typeof IS_OPEN)[]) {
    if (surface === 'refresh token' || (await IS_OPEN[surface](run, person))) continue;
    throw new Error(`${surface} is closed before the block`);
  }
}

/** @returns when the block was acknowledged */
async function block({ worker, organisation: { owner } }: Run, { id }: SignedIn): Promise<number> {
  const headers = { 'Content-Type': 'application/json', Cookie: owner.cookies, 'X-CSRF-Token': owner.csrf };
  const init = { method: 'POST', headers, body: JSON.stringify({ reason: 'Left' }) };
  const answer = await fetch(`${worker.url}/v1/admin/users/${id}/block`, init);
  if (answer.status !== 200) throw new Error(`Not blocked: ${answer.status} ${await answer.text()}`);
  return performance.now();
}

async function until(
  surface: Surface,
  blocked: number,
  measured: Measured,
  isOpen: () => Promise<boolean>,
): Promise<void> {
  while (await isOpen()) {
    measured.letIn++;
    assertInTime(surface, blocked);
    await sleep(PAUSE_MS);
  }
  measured.milliseconds.push(performance.now() - blocked);
}

async function arrived(
  surface: Surface,
  { blocked, person, at }: { blocked: number; person: SignedIn; at: ReadonlyMap<string, number> },
  results: Results,
): Promise<void> {
  for (;;) {
    const moment = at.get(person.id);
    if (moment !== undefined) return void results[surface].milliseconds.push(Math.max(0, moment - blocked));
    assertInTime(surface, blocked);
    await sleep(PAUSE_MS);
  }
}

function assertInTime(surface: Surface, blocked: number): void {
  const seconds = (performance.now() - blocked) / 1000;
  if (seconds > BOUNDS[surface]) throw new Error(`${surface} still lets in after ${seconds.toFixed(1)} seconds`);
}

/** A line for each surface. */
export function describeResults(title: string, results: Results): string {
  const lines = SURFACES.map((surface) => {
    const { milliseconds, letIn } = results[surface];
    const sorted = milliseconds.toSorted((a, b) => a - b);
    const at = (share: number) => (sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN).toFixed(0).padStart(6);
    const bound = BOUNDS[surface] === 0 ? 'next request' : `${BOUNDS[surface]} s`;
    return `${surface.padEnd(20)} ${at(0.5)} ${at(0.99)} ${at(1)}   ${bound.padEnd(12)} ${letIn}`;
  });
  return [title, `${'milliseconds'.padEnd(20)}    p50    p99    max   bound        let in`, ...lines].join('\n');
}
