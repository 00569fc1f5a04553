/** The columns of a second factor that are read with its owner's account. */
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import type { StoredFactor } from './factor.ts';

export const STORED_FACTOR = {
  id: true,
  type: true,
  name: true,
  secret: true,
  credentialId: true,
  publicKey: true,
  signCount: true,
  transports: true,
  heldAt: true,
  failures: true,
  lastStep: true,
  createdAt: true,
  lastUsedAt: true,
} as const satisfies Prisma.MfaFactorSelect;

type FactorRow = Prisma.MfaFactorGetPayload<{ select: typeof STORED_FACTOR }>;

/** Both numbers are far below 2^53: a signature counter has 32 bits, and a step is half a minute. */
export function storedFactorOf({ signCount, lastStep, transports, ...factor }: FactorRow): StoredFactor {
  return {
    ...factor,
    signCount: signCount === null ? null : Number(signCount),
    lastStep: lastStep === null ? null : Number(lastStep),
    transports: transports as string[] | null,
  };
}
