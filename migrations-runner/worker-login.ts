/** The Worker's login. The migrations make its role without one, so that no password stands in the history. */
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { withClient } from './connection.ts';

export const WORKER_ROLE = 'cerberus_worker';

/** Lets the Worker's role log in with the password and answers its connection string for Hyperdrive. */
export async function giveWorkerLogin(url: string, password: string): Promise<string> {
  await withClient(url, (client) =>
    // ALTER ROLE takes no parameters.
    client.query(`ALTER ROLE ${WORKER_ROLE} LOGIN PASSWORD ${Client.prototype.escapeLiteral(password)}`),
  );
  const workerUrl = new URL(url);
  workerUrl.username = WORKER_ROLE;
  workerUrl.password = encodeURIComponent(password);
  return workerUrl.toString();
}

export function generatePassword(): string {
  return randomBytes(24).toString('base64url');
}
