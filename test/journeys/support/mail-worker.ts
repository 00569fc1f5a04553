/** The Worker with a way to send mail, on a database whose outbox is nobody else's. */
import { randomBytes } from 'node:crypto';
import { urlOfDatabase, withClient } from '../../../migrations-runner/database/connection.ts';
import { deployMigrations } from '../../../migrations-runner/migrations/migrate.ts';
import { seedDatabase } from '../../../migrations-runner/seed/index.ts';
import { required, type Server, startServer } from './server.ts';

export interface OutboxRow {
  sent_at: Date | null;
  failed_at: Date | null;
  attempt: number;
  error_message: string | null;
  text: string;
}

export interface MailWorker {
  server: Server;
  /** Onboards an organisation, which queues a message to this address. */
  onboard(email: string, organisationName?: string): Promise<void>;
  /** The trigger of every minute, a day later for messages that wait: no test waits for them. */
  sweepLater(): Promise<void>;
  /** The events of the audit log, oldest first. */
  eventTypes(): Promise<string[]>;
  /** The message to this address. */
  outboxRow(email: string): Promise<OutboxRow>;
  stop(): Promise<void>;
}

const TIMEOUT_MS = 120_000;

export async function startMailWorker(variables: Record<string, string>): Promise<MailWorker> {
  const database = await createDatabase();
  const server = await startServer({
    ENVIRONMENT: 'test',
    ONBOARDING: 'open',
    LOG_LEVEL: 'debug',
    EMAIL_FROM,
    ...variables,
  });
  return {
    server,
    onboard: async (email, organisationName = `Organisation ${email.replace(/\W/g, ' ')}`) => {
      const person = { firstName: 'Ada', lastName: 'Lovelace', password: 'Correct-Horse-7' };
      const response = await fetch(`${server.issuer}/v1/auth/onboard`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ organisationName, email, ...person }),
      });
      if (response.status !== 201) throw new Error(await response.text());
    },
    sweepLater: async () => {
      await database.query(`UPDATE outbound_emails SET next_attempt_at = now() - interval '1 second'
                            WHERE next_attempt_at < now() + interval '1 day'`);
      // Of no schedule: every job runs once, where the trigger of every minute looks again until the minute is over.
      const cron = 'once';
      const response = await fetch(`${server.issuer}/cdn-cgi/local/scheduled?cron=${cron}`);
      if (!response.ok) throw new Error(`The trigger answered ${response.status}`);
    },
    eventTypes: async () => {
      const rows = await database.query<{ event_type: string }>('SELECT event_type FROM audit_logs ORDER BY id');
      return rows.map((row) => row.event_type);
    },
    outboxRow: async (email) => {
      const [row] = await database.query<OutboxRow>('SELECT * FROM outbound_emails WHERE recipient = $1', [email]);
      if (!row) throw new Error(`There is no message to ${email}`);
      return row;
    },
    stop: async () => {
      await server.stop();
      await database.drop();
    },
  };
}

export const EMAIL_FROM = 'Cerberus Prüfung <no-reply@id.example.com>';

/** Asks until the row is as expected: mail leaves after the answer. */
export async function outboxRowWhen(
  worker: MailWorker,
  email: string,
  condition: (row: OutboxRow) => boolean,
): Promise<OutboxRow> {
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const row = await worker.outboxRow(email);
    if (condition(row)) return row;
    if (Date.now() > deadline) throw new Error(`Not in time: ${JSON.stringify(row)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function createDatabase() {
  const ownerUrl = required('TEST_DATABASE_URL');
  const name = `cerberus_mail_${randomBytes(6).toString('hex')}`;
  await withClient(ownerUrl, (client) => client.query(`CREATE DATABASE ${name}`));
  const url = urlOfDatabase(ownerUrl, name);
  await deployMigrations(url);
  await seedDatabase(url, { encryptionKey: required('TEST_SECRET_ENCRYPTION_KEY'), development: false });
  // The server of these tests finds its database here.
  process.env.TEST_WORKER_DATABASE_URL = urlOfDatabase(required('TEST_WORKER_DATABASE_URL'), name);
  return {
    query: <Row>(text: string, values: unknown[] = []) =>
      withClient(url, async (client) => (await client.query(text, values)).rows as Row[]),
    drop: () => withClient(ownerUrl, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`)),
  };
}
