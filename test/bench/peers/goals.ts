/** What Cerberus is to cost at most, as multiples of the limit that is measured in the same rounds. */
import type { LimitName } from './limit.ts';
import type { WorkloadName } from './workloads.ts';

export interface Goal {
  limit: LimitName;
  server: number;
  /** None where PostgreSQL is not asked. */
  postgres?: number;
  /** What every server has to pay besides. */
  without?: LimitName;
}

export const GOALS: Record<WorkloadName, Goal> = {
  discovery: { limit: 'empty', server: 1 },
  jwks: { limit: 'empty', server: 1 },
  clientCredentials: { limit: 'insert', server: 1.4, postgres: 2.5 },
  introspection: { limit: 'select', server: 1.35, postgres: 2 },
  userinfo: { limit: 'select', server: 1.35, postgres: 2 },
  profile: { limit: 'select', server: 1.35, postgres: 2 },
  authorize: { limit: 'insert', server: 1.9, postgres: 5 },
  code: { limit: 'insert', server: 2.8, postgres: 6 },
  refresh: { limit: 'insert', server: 2.8, postgres: 6 },
  signIn: { limit: 'insert', server: 8, postgres: 30, without: 'hash' },
};
