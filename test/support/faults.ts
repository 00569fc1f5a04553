/** Makes statements fail for the rows of one person only, since other tests use the same tables. */
import { sha256 } from '../../src/lib/secrets.ts';
import { asOwner } from './database.ts';

/** While `work` runs, the trigger fails with SQLSTATE 53100 (disk full), which counts as an unavailable database. */
export async function failing<T>(trigger: string, work: () => Promise<T>): Promise<T> {
  const name = `fault_${crypto.randomUUID().replaceAll('-', '_')}`;
  await asOwner(`CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'disk full' USING ERRCODE = '53100'; END $$`);
  await asOwner(`CREATE TRIGGER ${name} ${trigger} EXECUTE FUNCTION ${name}()`);
  try {
    return await work();
  } finally {
    await asOwner(`DROP FUNCTION ${name} CASCADE`);
  }
}

/** While `work` runs, no session of this person can be opened. */
export function withoutSessions<T>(userId: string, work: () => Promise<T>): Promise<T> {
  const trigger = `BEFORE INSERT ON sessions FOR EACH ROW WHEN (NEW.user_id = '${userId}')`;
  return failing(trigger, work);
}

/** While `work` runs, attempts that were counted for this account, or this browser, cannot be refunded. */
export async function withoutRefunds<T>(
  { email, cookies }: { email: string; cookies: string },
  work: () => Promise<T>,
): Promise<T> {
  const device = await sha256(/cerb_device=([^;]+)/.exec(cookies)?.[1] ?? '');
  const keys = [`pair ${email} ${device}`, `pair ${email} `, `account ${email} `];
  const list = keys.map((key) => `encode(sha256(convert_to('${key}', 'UTF8')), 'base64')`).join(', ');
  const trigger = `BEFORE UPDATE ON sign_in_throttles FOR EACH ROW
    WHEN (NEW.failures < OLD.failures AND NEW.key IN (${list}))`;
  return failing(trigger, work);
}
