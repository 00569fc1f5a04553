/** Messages to people about changes of their sign-in. `emails/` renders them. */

import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import type { Email } from './emails.ts';

interface Recipient {
  recipient: { email: string; name: string };
  organisation: { name: string; branding: unknown };
}

export type Notice = Recipient & { occasion: { at: Date; ipAddress: string; userAgent: string } };

export type FactorChange =
  | 'enabled'
  | 'disabled'
  | 'factor_added'
  | 'factor_removed'
  | 'backup_codes_replaced'
  | 'backup_code_used'
  | 'password_disabled'
  | 'codes_disabled';

export interface SecurityNotices {
  newDevice(notice: Notice): Promise<Email>;
  factorChanged(
    notice: Notice & { change: FactorChange; factorName?: string; byAdministrator?: boolean },
  ): Promise<Email>;
  /** `lifetime` in seconds. */
  oneTimeCode(message: Recipient & { code: string; lifetime: number }): Promise<Email>;
}

interface Addressee {
  email: string;
  name: string;
  organisation: { name: string; branding: unknown };
}

export function recipientOf({ email, name, organisation }: Addressee): Recipient {
  return { recipient: { email, name }, organisation: { name: organisation.name, branding: organisation.branding } };
}

/** A notice to this person about the tenant's actor and moment. */
export function noticeTo(tenant: Tenant, person: Addressee): Notice {
  const { ipAddress, userAgent } = tenant.actor;
  return { ...recipientOf(person), occasion: { at: tenant.now, ipAddress, userAgent } };
}
