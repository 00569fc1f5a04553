/** Fences of a request: statements that its first transaction that writes must pass. */
import type { Tenant } from '../../domain/unit-of-work/unit-of-work.ts';
import { type Fence, fenced } from '../../platform/database/fence.ts';
import type { HttpContext } from '../hono-env.ts';

/** The tenant behind one more fence, for the rest of the request. */
export function withFence(c: HttpContext, tenant: Tenant, fence: Fence): Tenant {
  const fences = [...(c.var.fences ?? []), fence];
  c.set('fences', fences);
  const db = c.var.context.db.tenant(tenant.organisationId, (runner) => fenced(runner, fences));
  const behind = { ...tenant, db };
  c.set('tenant', behind);
  return behind;
}
