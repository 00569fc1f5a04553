/** Commands that change the status of an organisation. */

import type { OrganisationStatus } from '../../src/domain/access/principals.ts';
import {
  cancelOrganisation,
  reactivateOrganisation,
  restoreOrganisation,
  suspendOrganisation,
} from '../../src/domain/organisations/status.ts';
import { type Command, JSON_OPTION, printJson, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { confirm } from '../command-line/confirm.ts';
import { type Target, withTarget } from './target.ts';

interface Definition {
  name: string;
  summary: string;
  apply: typeof suspendOrganisation;
  /** Whether the slug has to be typed again. */
  asks?: boolean;
  told: string;
}

const FORCE_OPTION = { force: { type: 'boolean', meaning: 'do not ask' } } as const;

function statusCommand({ name, summary, apply, asks = false, told }: Definition): Command {
  return {
    name,
    summary,
    options: {
      reason: { type: 'string', meaning: 'needed: recorded in the audit log of the organisation' },
      ...(asks ? FORCE_OPTION : {}),
      ...JSON_OPTION,
    },
    operand: { name: 'slug', meaning: 'which organisation' },
    run: async (values, [slug]) => {
      if (slug === undefined) throw new CommandError('Say which organisation: give its slug.');
      const reason = (textOf(values, 'reason') ?? '').trim();
      if (reason === '' || reason.length > 500) throw new CommandError('--reason: needed, of 1 to 500 characters.');
      if (asks && !values.force) await confirm(`Nobody will be able to use the organisation "${slug}".`, slug);
      const changed = await withTarget(async (target) => {
        const { id } = await find(target, slug);
        await apply(target.tenant(id), { reason });
        return find(target, slug);
      });
      if (values.json) printJson(changed);
      else console.log(`${slug} is ${changed.status}${told}.`);
    },
  };
}

/** Also a cancelled one, which can be restored. @throws CommandError when there is none */
async function find(
  { prisma }: Target,
  slug: string,
): Promise<{ id: string; slug: string; status: OrganisationStatus }> {
  const found = await prisma.organisation.findFirst({
    where: { slug, erasedAt: null, deletedAt: {} },
    select: { id: true, slug: true, status: true },
  });
  if (!found) throw new CommandError(`There is no organisation "${slug}".`);
  return found;
}

export const organisationStatusCommands: readonly Command[] = [
  statusCommand({
    name: 'organisation suspend',
    summary: 'end the sessions of an organisation, and let nobody sign in',
    apply: suspendOrganisation,
    told: ': its sessions have ended, and nobody signs in',
  }),
  statusCommand({
    name: 'organisation reactivate',
    summary: 'open a suspended organisation again',
    apply: reactivateOrganisation,
    told: ' again; its people sign in anew',
  }),
  statusCommand({
    name: 'organisation delete',
    summary: 'cancel an organisation; it is erased after thirty days',
    apply: cancelOrganisation,
    asks: true,
    told: ': it can be restored for thirty days',
  }),
  statusCommand({
    name: 'organisation restore',
    summary: 'take the deletion of an organisation back, within thirty days',
    apply: restoreOrganisation,
    told: ' again',
  }),
];
