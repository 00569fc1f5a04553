import { registerClient } from '../../src/domain/clients/registering.ts';
import type { ClientSettings, RequestedSettings } from '../../src/domain/clients/settings.ts';
import { type Command, JSON_OPTION, type OptionValues, printJson, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { CLIENT_KINDS, type ClientKindName } from './client-kinds.ts';
import { explainFaults, PARSED_OPTIONS, readClientInput } from './client-options.ts';
import type { Organisation } from './operator.ts';
import { type Target, withTarget } from './target.ts';

const KINDS = Object.entries(CLIENT_KINDS).map(([kind, { summary }]) => `${kind} (${summary})`);

export const ORGANISATION_OPTION = {
  organisation: { type: 'string', value: 'slug', meaning: 'the organisation; needed if there are several' },
} as const;

export const clientCreate: Command = {
  name: 'client create',
  summary: 'register an application; prints its client_id, and its secret once',
  options: {
    ...ORGANISATION_OPTION,
    kind: { type: 'string', value: Object.keys(CLIENT_KINDS).join('|'), meaning: `settings of ${KINDS.join(', ')}` },
    ...PARSED_OPTIONS,
    ...JSON_OPTION,
  },
  run: async (values) => {
    const input = { ...kindSettings(values), ...(await readClientInput(values)) };
    await withTarget(async (target) => {
      const organisation = await target.organisation(textOf(values, 'organisation'));
      const { clientId, secret, settings } = await register(target, organisation, withOrigins(input, values));
      if (values.json) printJson({ clientId, clientSecret: secret, organisation: organisation.slug, ...settings });
      else printClient(organisation, { clientId, secret, settings });
    });
  },
};

function kindSettings(values: OptionValues): RequestedSettings {
  const name = textOf(values, 'kind');
  if (name === undefined) {
    if (textOf(values, 'type') !== undefined) return {};
    throw new CommandError(`--kind: needed (or --type): one of ${KINDS.join(', ')}.`);
  }
  const kind = Object.hasOwn(CLIENT_KINDS, name) ? CLIENT_KINDS[name as ClientKindName] : undefined;
  if (!kind) throw new CommandError(`--kind: one of ${KINDS.join(', ')}.`);
  return kind.settings;
}

/** The scripts of a single-page application run on the origins of its redirect URIs. */
function withOrigins(input: RequestedSettings, values: OptionValues): RequestedSettings {
  if (textOf(values, 'kind') !== 'spa' || input.allowedOrigins !== undefined) return input;
  const uris = (input.redirectUris ?? []) as string[];
  const origins = uris.filter((uri) => /^https?:/i.test(uri) && URL.canParse(uri)).map((uri) => new URL(uri).origin);
  return { ...input, allowedOrigins: [...new Set(origins)] };
}

/** The operator may do everything. */
async function register(target: Target, { id }: Organisation, input: RequestedSettings): Promise<Registered> {
  const tools = { held: ['*'], loopback: target.development, box: () => target.box() };
  const outcome = await registerClient(target.tenant(id), input, tools);
  if ('faults' in outcome) throw explainFaults(outcome.faults);
  const { client, secret } = outcome;
  return { clientId: client.clientId, secret, settings: client };
}

interface Registered {
  clientId: string;
  secret: string | null;
  settings: ClientSettings;
}

function printClient({ slug }: Organisation, { clientId, secret, settings }: Registered): void {
  const rows: [string, string][] = [
    ['Client ID', clientId],
    ...(secret === null ? [] : [['Secret', `${secret} (shown once: only its hash is kept)`] as [string, string]]),
    ['Method', settings.tokenEndpointAuthMethod],
    ['Grants', settings.grantTypes.join(' ')],
    ['Scopes', settings.scopes.join(' ') || 'none'],
    ...settings.redirectUris.map((uri): [string, string] => ['Redirect', uri]),
    ...settings.resources.map((indicator): [string, string] => ['Resource', indicator]),
  ];
  console.log(`Registered "${settings.name}" in ${slug}.`);
  for (const [name, value] of rows) console.log(`  ${name.padEnd(10)} ${value}`);
}
