/** Writes the explanation of a request that failed. It runs after the answer, and never makes it slower or fails it. */
import { recordEvent } from '../events/emit.ts';
import type { System, Tenant } from '../unit-of-work/unit-of-work.ts';
import { type Budget, createBudget } from './budget.ts';
import { type CheckName, definitionOf, type Endpoint } from './catalogue.ts';
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

export interface Budgets {
  explanations: Budget;
  refusals: Budget;
}

/** Of an isolate. A minute's explanations of one network, and in all; events of one network, client and cause. */
export function createBudgets(): Budgets {
  return {
    explanations: createBudget({ window: 60, perKey: 30, inAll: 300 }),
    refusals: createBudget({ window: 600, perKey: 5, inAll: 500 }),
  };
}

/** Beyond the budgets nothing is written. Two round trips at most. */
export async function recordFailure(system: System, budgets: Budgets, failure: Failure, steps: Steps): Promise<void> {
  const isExplained = budgets.explanations.take(failure.network, system.now) !== null;
  if (!isExplained && steps.concern === null) return;
  const { code, requestId, endpoint, error } = failure;
  const checks = storedChecks(steps);
  const concern = steps.concern ?? (await findUnusable(system, steps, checks));
  const row = { id: code, requestId, endpoint, error, reason: redactText(failure.reason, steps.secrets), checks };
  if (concern === null) {
    await system.db.prisma.platformExplanation.create({ data: row, select: { id: true } });
    return;
  }
  const { organisationId, clientId } = concern;
  const tenant = system.openTenant(organisationId, { clientId });
  const event = refusalEvent(tenant, budgets.refusals, failure, checks);
  const explanation = tenant.db.prisma.explanation.create({ data: { ...row, organisationId }, select: { id: true } });
  const items = [...(isExplained ? [explanation] : []), ...(event ? [recordEvent(tenant, event)] : [])];
  if (items.length > 0) await tenant.db.flight(...items);
}

/**
 * A request that was refused before anybody was known is an event of the client's organisation. An event tells how many
 * like it were left out before.
 */
function refusalEvent(
  { actor: { clientId }, now }: Tenant,
  budget: Budget,
  { endpoint, network, code }: Failure,
  checks: readonly StoredCheck[],
) {
  const cause = checks.findLast(({ passed }) => !passed)?.check;
  if (endpoint === 'sign_in' || clientId === null || !definitionOf(cause ?? '')?.isRefusal) return null;
  const granted = budget.take(`${network} ${clientId} ${cause}`, now);
  if (!granted) return null;
  const { omitted } = granted;
  return {
    type: `oauth2.${endpoint}_refused`,
    resourceId: clientId,
    failure: cause as string,
    metadata: { reason: cause, errorCode: code, ...(omitted > 0 ? { omitted } : {}) },
  } as const;
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
