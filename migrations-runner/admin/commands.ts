/** The table of commands, in the order of --help. */
import type { Command } from '../command-line/command.ts';
import { clientCreate } from './client-create.ts';
import { clientList, clientRevoke, clientRotateSecret } from './clients.ts';
import { organisationCreate } from './organisation-create.ts';
import { organisationInvite, organisationList } from './organisations.ts';
import { resourceCreate, resourceList } from './resources.ts';

export const ADMIN_COMMANDS: readonly Command[] = [
  ...[organisationCreate, organisationList, organisationInvite],
  ...[clientCreate, clientList, clientRotateSecret, clientRevoke],
  ...[resourceCreate, resourceList],
];
