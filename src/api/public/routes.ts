/** Routes of invitations and registration, for anyone. */
import type { Route } from '../../http/openapi.ts';
import { showInvitation, validateInvitation } from './invitations.ts';
import { acceptInvitation, acceptInvitationByBody, register } from './joining.ts';

export const publicRoutes: readonly Route[] = [
  showInvitation,
  validateInvitation,
  acceptInvitation,
  acceptInvitationByBody,
  register,
];
