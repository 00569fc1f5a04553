/** Routes under /v1/system, for platform operators. */
import type { Route } from '../../http/openapi.ts';
import { getPlatformExplanation } from './explanations.ts';
import { listJobRuns, listScheduledJobs } from './jobs.ts';
import { createPlatformOrganisation, getPlatformOrganisation, listPlatformOrganisations } from './organisations.ts';
import { listPlatformSigningKeys, rotateSigningKeys } from './signing-keys.ts';
import { organisationStatusRoutes } from './status.ts';

export const systemRoutes: readonly Route[] = [
  listPlatformOrganisations,
  createPlatformOrganisation,
  getPlatformOrganisation,
  ...organisationStatusRoutes,
  getPlatformExplanation,
  listPlatformSigningKeys,
  rotateSigningKeys,
  listScheduledJobs,
  listJobRuns,
];
