/** Making the links by which people choose a password. account-tokens.ts finds them again. */
import { uuidv7 } from '../lib/ids.ts';
import { newSecret, sha256 } from '../lib/secrets.ts';
import { type Statement, sql } from '../platform/statement.ts';
import { after, type Tenant } from './unit-of-work.ts';

export interface PasswordLinkOptions {
  /** Seconds. */
  lifetime: number;
  /** Sealed: where the person was on their way to. */
  destination?: string | null;
  /** Whether it goes to the mailbox, so that whoever follows it has proved the address. */
  sentByMail?: boolean;
}

/** A link by which a person chooses a password. It voids those before it. */
export async function preparePasswordLink(
  { now, organisationId }: Tenant,
  userId: string,
  { lifetime, destination = null, sentByMail = true }: PasswordLinkOptions,
): Promise<{ token: string; statements: Statement[] }> {
  const token = newSecret('passwordReset');
  return {
    token,
    statements: [
      sql`
        DELETE FROM password_reset_tokens
        WHERE organisation_id = ${organisationId} AND user_id = ${userId} AND consumed_at IS NULL`,
      sql`
        INSERT INTO password_reset_tokens (id, organisation_id, user_id, token, destination, sent_by_mail, expires_at, created_at)
        VALUES (${uuidv7(now)}, ${organisationId}, ${userId}, ${await sha256(token)}, ${destination}, ${sentByMail},
                ${after(now, lifetime)}, ${now})`,
    ],
  };
}
