/** Writes the explanation of a request that failed. It runs after the answer, and never makes it slower or fails it. */
import type { System } from '../unit-of-work/unit-of-work.ts';
import type { Budget } from './budget.ts';
import type { CheckName, Endpoint } from './catalogue.ts';
import { redactFacts, redactText, type StoredFact } from './redaction.ts';
import type { Concern, Steps } from './steps.ts';

export interface Failure {
  code: string;
  requestId: string;
  endpoint: Endpoint;
  /** The code of the error as the caller got it. */
  error: string;
  /** What the log says of it. */
  reason: string;
  /** The part of the address that one party controls; null when it is not known. */
  network: string | null;
}

export type StoredCheck = { check: CheckName; passed: boolean; facts: Record<string, StoredFact> };

/** Beyond the budget nothing is written. Two round trips at most. */
export async function recordFailure(system: System, budget: Budget, failure: Failure, steps: Steps): Promise<void> {
  const { code, requestId, endpoint, error, network } = failure;
  if (!budget.take(network ?? 'unknown', system.now)) return;
  const checks = storedChecks(steps);
  const concern = steps.concern ?? (await findUnusable(system, steps, checks));
  const row = { id: code, requestId, endpoint, error, reason: redactText(failure.reason, steps.secrets), checks };
  if (concern === null) {
    await system.db.prisma.platformExplanation.create({ data: row, select: { id: true } });
    return;
  }
  const { organisationId, clientId } = concern;
  const { prisma } = system.openTenant(organisationId, { clientId }).db;
  await prisma.explanation.create({ data: { ...row, organisationId }, select: { id: true } });
}

function storedChecks(steps: Steps): StoredCheck[] {
  return [...steps].map(({ check, isPassed, facts }) => ({
    check,
    passed: isPassed,
    facts: redactFacts(facts, steps.secrets),
  }));
}

/**
 * A client that may not be used is answered like an unknown one. Its organisation is told which it is: it replaces the
 * check that failed.
 */
async function findUnusable(system: System, steps: Steps, checks: StoredCheck[]): Promise<Concern | null> {
  if (steps.unknownClient === null) return null;
  const found = await system.db.prisma.client.findFirst({
    where: { clientId: steps.unknownClient },
    select: {
      id: true,
      organisationId: true,
      isActive: true,
      revoked: true,
      organisation: { select: { status: true } },
    },
  });
  if (!found) return null;
  const { id, organisationId, isActive, revoked, organisation } = found;
  const facts = { clientId: redactText(steps.unknownClient, steps.secrets) };
  const isUsable = isActive && !revoked;
  const at = checks.findIndex(({ check }) => check === 'client');
  checks.splice(
    at,
    1,
    { check: 'client', passed: true, facts },
    { check: 'client_active', passed: isUsable, facts: { isActive, isRevoked: revoked } },
    ...(isUsable
      ? [{ check: 'organisation_active' as const, passed: false, facts: { status: organisation.status } }]
      : []),
  );
  return { organisationId, clientId: id };
}
