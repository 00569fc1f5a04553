/** The grants of the token endpoint; discovery and validation read this table. */
import { authorizationCode } from './authorization-code.ts';
import { clientCredentials } from './client-credentials.ts';
import type { Grant } from './grant.ts';
import { refreshToken } from './refresh-token.ts';

export const GRANTS: readonly Grant[] = [authorizationCode as Grant, refreshToken as Grant, clientCredentials];
