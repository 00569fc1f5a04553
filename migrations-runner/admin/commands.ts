/** The table of commands, in the order of --help. */
import type { Command } from '../command-line/command.ts';
import { apiKeyCreate, apiKeyList, apiKeyRevoke } from './api-keys.ts';
import { clientCreate } from './client-create.ts';
import { clientEndPreviousSecret, clientList, clientRevoke, clientRotateSecret } from './clients.ts';
import { explain } from './explain.ts';
import { operatorCreate, operatorList, operatorRevoke } from './operators.ts';
import { organisationCreate } from './organisation-create.ts';
import { organisationStatusCommands } from './organisation-status.ts';
import { organisationInvite, organisationList } from './organisations.ts';
import { resourceCreate, resourceList } from './resources.ts';
import { scopeCreate, scopeList } from './scopes.ts';
import { userCreate } from './user-create.ts';
import { userBlock, userList, userResetMfa, userUnblock } from './users.ts';

export const ADMIN_COMMANDS: readonly Command[] = [
  ...[organisationCreate, organisationList, organisationInvite],
  ...organisationStatusCommands,
  ...[userCreate, userList, userBlock, userUnblock, userResetMfa],
  ...[clientCreate, clientList, clientRotateSecret, clientEndPreviousSecret, clientRevoke],
  ...[apiKeyCreate, apiKeyList, apiKeyRevoke],
  ...[resourceCreate, resourceList],
  ...[scopeCreate, scopeList],
  ...[operatorCreate, operatorList, operatorRevoke],
  explain,
];
