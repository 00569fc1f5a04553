/** A separate outbox, with a clock and a transport that the test controls. */
import { env } from 'cloudflare:workers';
import { openRequestContext } from '../../src/deps.ts';
import { DUE_MAX } from '../../src/domain/outbox/delivery.ts';
import { deliverEmails } from '../../src/domain/outbox/email-delivery.ts';
import { type Email, type QueueOptions, queueEmail } from '../../src/domain/outbox/emails.ts';
import type { System } from '../../src/domain/unit-of-work/unit-of-work.ts';
import { parseEnv } from '../../src/env.ts';
import { databaseUnavailable } from '../../src/errors.ts';
import { uuidv7 } from '../../src/lib/ids.ts';
import type { MailMessage } from '../../src/platform/mail/transport.ts';
import type { ScratchDatabase } from '../support/scratch-database.ts';

export const START = new Date('2026-11-24T12:00:00Z');

export interface Row {
  id: string;
  recipient: string;
  text: string;
  html: string;
  attempt: number;
  next_attempt_at: Date;
  error_message: string | null;
  failed_at: Date | null;
  sent_at: Date | null;
}

export interface DeliveryOptions {
  send: (message: MailMessage) => Promise<void>;
  /** Seconds after START. */
  at?: number;
  keepsContent?: boolean;
  ids?: string[];
  /** The flight that fails on a dead connection: 1 is the claim, 2 the result. */
  dies?: number;
}

export async function openOutbox(database: ScratchDatabase) {
  const config = parseEnv({ ...env, ...database.bindings });
  const organisationId = uuidv7();
  await database.asOwner('INSERT INTO organisations (id, name, slug, email) VALUES ($1, $2, $2, $2)', [
    organisationId,
    `outbox-${organisationId}`,
  ]);

  async function inSystem<T>(at: number, work: (system: System) => Promise<T>): Promise<T> {
    const context = openRequestContext(config, crypto.randomUUID());
    try {
      return await work({ ...context.system, now: new Date(START.getTime() + at * 1000) });
    } finally {
      await context.close();
    }
  }

  return {
    organisationId,
    config,
    /** Queues a message to this address. */
    queue: (
      recipient: string,
      options: QueueOptions & { organisation?: string; at?: number; template?: string } = {},
    ) =>
      inSystem(options.at ?? 0, async (system) => {
        const opened = system.openTenant(options.organisation ?? organisationId, {});
        const tenant = {
          ...opened,
          now: system.now,
          outbox: {
            emails: new Set<string>(),
            logouts: new Set<string>(),
            events: new Set<string>(),
            securityEvents: new Set<string>(),
          },
        };
        await tenant.db.flight(
          queueEmail(
            tenant,
            { ...message(recipient), ...(options.template && { template: options.template }) },
            options,
          ),
        );
        return [...tenant.outbox.emails][0] ?? '';
      }),
    message,
    /** One run of the sweep, or the first attempt for some messages. */
    deliver: ({ send, at = 0, keepsContent = false, ids, dies }: DeliveryOptions) =>
      inSystem(at, (system) =>
        deliverEmails(
          dies ? withDeadConnection(system, dies) : system,
          { transport: { name: 'test', send }, keepsContent, timeout: 15_000 },
          ids ? { ids } : { limit: DUE_MAX },
        ),
      ),
    rows: (recipient: string) =>
      database.asOwner<Row>('SELECT * FROM outbound_emails WHERE recipient = $1 ORDER BY id', [recipient]),
  };
}

/** A connection that fails stays broken until it is given back. */
function withDeadConnection(system: System, dies: number): System {
  let [flights, dead] = [0, false];
  const flight = (async (...statements: Parameters<typeof system.db.flight>) => {
    dead ||= ++flights === dies;
    if (dead) throw databaseUnavailable(new Error('Connection terminated'));
    return system.db.flight(...statements);
  }) as unknown as typeof system.db.flight;
  const release = () => {
    dead = false;
    return system.db.release();
  };
  return { ...system, db: { ...system.db, flight, release } };
}

export type TestOutbox = Awaited<ReturnType<typeof openOutbox>>;

function message(recipient: string): Email {
  return { recipient, template: 'test', subject: 'Hello', text: 'secret link', html: '<p>secret link</p>' };
}
