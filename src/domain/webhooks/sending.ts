/**
 * Sends what is due to webhooks. A few deliveries are on their way at a time; as soon as one has ended, its outcome is
 * recorded and the next one claimed, in one round trip. So one slow receiver holds up nobody. A delivery whose Worker
 * ends in the middle is due again when its claim is over: receivers get each event at least once.
 */
import { LOWEST_ID } from '../../lib/ids.ts';
import { onLiveConnection } from '../outbox/delivery.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';
import { attempt, type Outcome, type WebhookTools } from './attempts.ts';
import { type Claimed, claim } from './claims.ts';
import { recordOutcomes } from './outcomes.ts';

export interface SendingOptions {
  /** Only to endpoints of these organisations. */
  organisationIds?: readonly string[];
  /** Milliseconds after which nothing more is claimed. */
  runMs: number;
  clock?: () => Date;
}

/** workerd allows six connections per request, and one is the database's. */
const AT_ONCE_MAX = 5;
/** Milliseconds for which the connection is kept, because most receivers answer soon. */
const KEEP_MS = 50;
/** Milliseconds after which something else may have become due. */
const LOOK_AGAIN_MS = 1_000;

/** @returns how many attempts were made */
export async function sendWebhooks(system: System, tools: WebhookTools, options: SendingOptions): Promise<number> {
  const { organisationIds, runMs, clock = () => new Date() } = options;
  const started = Date.now();
  const sending = new Set<Promise<void>>();
  const ended: Outcome[] = [];
  // Somewhere in the middle, so that two runs at once do not follow each other.
  let after: string = crypto.randomUUID();
  let tried = 0;
  for (;;) {
    const now = { ...system, now: clock() };
    const limit = Date.now() - started < runMs ? AT_ONCE_MAX - sending.size : 0;
    const claimed = await recordAndClaim(now, ended.splice(0), { organisationIds, limit, after });
    for (const delivery of claimed) {
      const work: Promise<void> = attempt(now, tools, delivery).then((outcome) => {
        ended.push(outcome);
        sending.delete(work);
      });
      sending.add(work);
    }
    tried += claimed.length;
    const isRoundOver = claimed.length < limit;
    const isHalfRound = isRoundOver && after !== LOWEST_ID;
    after = isRoundOver
      ? LOWEST_ID
      : (claimed
          .map(({ endpointId }) => endpointId)
          .sort()
          .at(-1) ?? after);
    if (isHalfRound) continue;
    if (sending.size === 0 && ended.length === 0) return tried;
    if (ended.length === 0) await oneOf(sending, KEEP_MS);
    if (ended.length > 0) continue;
    // Nobody waits for a receiver with a connection of the database in hand.
    await system.db.release();
    await oneOf(sending, LOOK_AGAIN_MS);
  }
}

/** Waits until one has ended, or for so long: something else may have become due meanwhile. */
async function oneOf(sending: ReadonlySet<Promise<void>>, milliseconds: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const pause = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([...sending, pause]);
  clearTimeout(timer);
}

interface Next {
  organisationIds: readonly string[] | undefined;
  limit: number;
  after: string;
}

/** What ended is recorded first: it makes room for more of the same endpoint. */
async function recordAndClaim(system: System, outcomes: Outcome[], next: Next): Promise<Claimed[]> {
  const { db, now } = system;
  const records = recordOutcomes(system, outcomes);
  const items = next.limit > 0 ? [...records, claim({ now, ...next })] : records;
  if (items.length === 0) return [];
  const results = await onLiveConnection(system, () => db.flight(...items));
  return next.limit > 0 ? (results.at(-1) as Claimed[]) : [];
}
