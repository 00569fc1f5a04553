/** Commands for the scopes that an organisation defines for its APIs. */
import { createScope, listScopes } from '../../src/domain/access/organisation-scopes.ts';
import { SCOPE_DESCRIPTION_LENGTH_MAX, SCOPE_NAME_LENGTH_MAX, SCOPE_TOKEN } from '../../src/domain/access/scopes.ts';
import { AppError } from '../../src/errors.ts';
import { isLine, isName, isVisible } from '../../src/lib/names.ts';
import { type Command, JSON_OPTION, type OptionValues, printJson, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { ORGANISATION_OPTION } from './client-create.ts';
import { NAME_WORDS } from './people.ts';
import { withTarget } from './target.ts';

const TOKEN_WORDS = `up to ${SCOPE_NAME_LENGTH_MAX} visible ASCII characters without spaces, quotes and backslashes`;
const DESCRIPTION_WORDS = `a line of 1 to ${SCOPE_DESCRIPTION_LENGTH_MAX} characters that can be seen`;

export const scopeCreate: Command = {
  name: 'scope create',
  summary: 'make a scope for an API of the organisation, for which clients can be registered',
  options: {
    ...ORGANISATION_OPTION,
    name: { type: 'string', value: 'scope', meaning: 'needed: what tokens contain' },
    'display-name': { type: 'string', meaning: 'needed: what people read on the consent page' },
    description: { type: 'string', meaning: 'needed: what it permits, for the consent page' },
    ...JSON_OPTION,
  },
  run: async (values) => {
    const input = readInput(values);
    const { slug, scope } = await withTarget(async (target) => {
      const organisation = await target.organisation(textOf(values, 'organisation'));
      const scope = await createScope(target.tenant(organisation.id), input).catch((error) => {
        throw error instanceof AppError ? new CommandError(`--name: ${sentence(error)}.`, { cause: error }) : error;
      });
      return { slug: organisation.slug, scope };
    });
    if (values.json) printJson({ ...scope, organisation: slug });
    else console.log(`${scope.name} is a scope of ${slug}. Register clients for it with --scope.`);
  },
};

function readInput(values: OptionValues) {
  const [name = '', displayName = '', description = ''] = ['name', 'display-name', 'description'].map((option) =>
    textOf(values, option)?.trim(),
  );
  if (!SCOPE_TOKEN.test(name) || name.length > SCOPE_NAME_LENGTH_MAX) {
    throw new CommandError(`--name: needed: ${TOKEN_WORDS}.`);
  }
  if (!isName(displayName)) throw new CommandError(`--display-name: needed: ${NAME_WORDS}.`);
  if (description.length > SCOPE_DESCRIPTION_LENGTH_MAX || !isLine(description) || !isVisible(description)) {
    throw new CommandError(`--description: needed: ${DESCRIPTION_WORDS}.`);
  }
  return { name, displayName, description };
}

const sentence = ({ message }: AppError) => message.charAt(0).toLowerCase() + message.slice(1);

export const scopeList: Command = {
  name: 'scope list',
  summary: "the organisation's own scopes",
  options: { ...ORGANISATION_OPTION, ...JSON_OPTION },
  run: async (values) => {
    const own = await withTarget(async (target) => {
      const { id } = await target.organisation(textOf(values, 'organisation'));
      const { scopes } = await listScopes(target.tenant(id), { limit: 10_000, offset: 0 });
      return scopes.filter(({ isSystem }) => !isSystem);
    });
    if (values.json) printJson(own);
    else if (own.length === 0) console.log('There are no scopes.');
    else for (const { name, description } of own) console.log(`${name}  ${JSON.stringify(description)}`);
  },
};
