/** Commands for the APIs of an organisation. */
import { listResources } from '../../src/domain/clients/resources.ts';
import { registerResource } from '../../src/domain/tokens/resources.ts';
import { AppError } from '../../src/errors.ts';
import { SIGNING_ALGORITHMS } from '../../src/platform/keys/jwk.ts';
import { type Command, JSON_OPTION, printJson, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { allPages } from './all-pages.ts';
import { ORGANISATION_OPTION } from './client-create.ts';
import { withTarget } from './target.ts';

export const resourceCreate: Command = {
  name: 'resource create',
  summary: 'make an API that clients of its organisation can be registered for',
  options: {
    ...ORGANISATION_OPTION,
    indicator: { type: 'string', value: 'uri', meaning: 'needed: what tokens name as their aud (RFC 8707)' },
    'signing-alg': {
      type: 'string',
      value: SIGNING_ALGORITHMS.join('|'),
      meaning: 'what its tokens are signed with; default: as the client says',
    },
    ...JSON_OPTION,
  },
  run: async (values) => {
    const indicator = textOf(values, 'indicator') ?? '';
    const given = textOf(values, 'signing-alg');
    const signingAlg = SIGNING_ALGORITHMS.find((alg) => alg === given) ?? null;
    if (given !== undefined && signingAlg === null) {
      throw new CommandError(`--signing-alg: one of ${SIGNING_ALGORITHMS.join(', ')}.`);
    }
    await withTarget(async (target) => {
      const { id, slug } = await target.organisation(textOf(values, 'organisation'));
      const registration = registerResource(target.tenant(id), { indicator, signingAlg }, target.knownIssuer);
      const outcome = await registration.catch((error) => {
        if (!(error instanceof AppError && error.code === 'conflict')) throw error;
        throw new CommandError(`--indicator: "${indicator}" belongs to an organisation already.`, { cause: error });
      });
      if ('fault' in outcome) throw new CommandError(`--indicator: ${outcome.fault}.`);
      if (values.json) return printJson({ indicator, signingAlg, organisation: slug, organisationId: id });
      console.log(`Made an API of ${slug}. Register clients for it with --resource.`);
      console.log(`  Resource         ${indicator} (the aud of its tokens)`);
      console.log(`  Organisation ID  ${id} (their org_id)`);
    });
  },
};

export const resourceList: Command = {
  name: 'resource list',
  summary: 'the APIs of an organisation',
  options: { ...ORGANISATION_OPTION, ...JSON_OPTION },
  run: async (values) => {
    const resources = await withTarget(async (target) => {
      const { id } = await target.organisation(textOf(values, 'organisation'));
      return allPages(async (page: { limit: number; offset: number; cursor: string | undefined }) => {
        const { resources: items, nextCursor } = await listResources(target.tenant(id), page);
        return { items, nextCursor };
      });
    });
    if (values.json) printJson(resources);
    else if (resources.length === 0) console.log('There are no resources.');
    else
      for (const { indicator, signingAlg } of resources)
        console.log(`${indicator}  ${signingAlg ?? 'as its clients say'}`);
  },
};
