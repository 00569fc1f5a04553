/** Names that others chose are inside <bdi>: written right to left, they do not reorder other text (UAX #9; HTML 4.5.24). */
import { beforeAll, describe, expect, it } from 'vitest';
import { asOwner } from '../support/database.ts';
import { agedHandle } from '../support/handles.ts';
import { inviteSomebody } from '../support/invitations.ts';
import { newestToken } from '../support/mailbox.ts';
import {
  createClient,
  createOrganisation,
  PASSWORD,
  type TestClient,
  type TestOrganisation,
} from '../support/organisation.ts';
import { createPerson } from '../support/people.ts';
import { beginAuthorization, openBrowser, type Page } from './browser.ts';

/** Every name of these tests begins with this mark, and no other text contains it. */
const MARK = '\u05e9\u05dc\u05d5\u05dd';
const NAMES = {
  organisation: `${MARK} organisation`,
  client: `${MARK} client`,
  person: `${MARK} person`,
  scope: `${MARK} scope`,
  description: `${MARK} description`,
};

let organisation: TestOrganisation;
let client: TestClient;

beforeAll(async () => {
  organisation = await createOrganisation();
  await asOwner('UPDATE organisations SET name = $2 WHERE id = $1', [organisation.id, NAMES.organisation]);
  await asOwner('UPDATE users SET name = $2 WHERE id = $1', [organisation.owner.id, NAMES.person]);
  await asOwner(
    `INSERT INTO organisation_scopes (id, organisation_id, name, display_name, description)
     VALUES (gen_random_uuid(), $1, 'orders:read', $2, $3)`,
    [organisation.id, NAMES.scope, NAMES.description],
  );
  client = await createClient(organisation.id, {
    firstParty: false,
    name: NAMES.client,
    scopes: ['openid', 'orders:read'],
    columns: { post_logout_redirect_uris: ['https://app.example.com/'] },
  });
});

type Name = keyof typeof NAMES;

/** The names shown on a page, each once. @throws when one is outside of <bdi> */
function namesOn({ body }: Page): Name[] {
  const read = body.replace(/<head>.*<\/head>|<script>.*?<\/script>/gs, '');
  const pieces = [...read.matchAll(/<(\/?\w+)[^>]*>([^<]*)/g)].filter(([, , text]) => text?.includes(MARK));
  const names = pieces.map(([, tag, text]) => {
    expect(tag, text).toBe('bdi');
    return (Object.keys(NAMES) as Name[]).find((name) => NAMES[name] === text);
  });
  return [...new Set(names)].filter((name) => name !== undefined).sort();
}

const anonymous = openBrowser();
const signedIn = () => openBrowser(organisation.cookies);
const handleOf = (page: string) => new URLSearchParams(page.split('?')[1]).get('handle') ?? '';
const logout = (fields: Record<string, string>) => `/oauth2/logout?${new URLSearchParams(fields)}`;

async function refuseStranger(): Promise<Page> {
  const stranger = await createPerson(await createOrganisation());
  const browser = openBrowser();
  const page = await beginAuthorization(browser, client);
  return browser.submit(page, { email: stranger.email, password: PASSWORD });
}

async function openExpiredRequest(): Promise<Page> {
  const handle = await agedHandle(handleOf(await beginAuthorization(anonymous, client)), 1801);
  return anonymous.get(`/auth/login?handle=${handle}`);
}

async function openUsedRequest(): Promise<Page> {
  const first = await createClient(organisation.id, { name: NAMES.client });
  const browser = openBrowser();
  const page = await beginAuthorization(browser, first);
  const answer = await browser.submit(page, { email: organisation.owner.email, password: PASSWORD });
  await browser.get(answer.location ?? '');
  return browser.get(page);
}

async function resetPassword(): Promise<Page> {
  const person = await createPerson(organisation);
  const browser = openBrowser();
  const page = await beginAuthorization(browser, client);
  await browser.submit(page.replace('/auth/login', '/auth/forgot-password'), { email: person.email });
  const token = await newestToken(person.email, 'password-reset');
  return openBrowser().submit(`/auth/reset-password?token=${token}`, { password: 'Battery-Staple-9' });
}

async function openInvitation(joins: boolean): Promise<Page> {
  const { email } = await inviteSomebody(organisation);
  const link = `/invite/${await newestToken(email, 'invitation')}`;
  const browser = openBrowser();
  if (!joins) return browser.get(link);
  await browser.submit(link, { firstName: 'Edsger', lastName: 'Dijkstra', password: PASSWORD });
  return browser.get(link);
}

async function openRequiredEnrolment(): Promise<Page> {
  const { email } = await createPerson(organisation);
  const setRequireMfa = (is: boolean) =>
    asOwner('UPDATE organisations SET require_mfa = $2 WHERE id = $1', [organisation.id, is]);
  await setRequireMfa(true);
  const browser = openBrowser();
  await browser.submit('/auth/login', { email, password: PASSWORD });
  const page = await browser.get('/auth/mfa/enrol');
  await setRequireMfa(false);
  return page;
}

const PAGES: [string, () => Promise<Page>, Name[]][] = [
  [
    'sign-in for an application',
    async () => anonymous.get(await beginAuthorization(anonymous, client)),
    ['client', 'organisation'],
  ],
  ['sign-in of somebody who is no member', refuseStranger, ['client', 'organisation']],
  [
    'consent',
    async () => signedIn().get(await beginAuthorization(signedIn(), client, { scope: 'openid orders:read' })),
    ['client', 'description', 'organisation', 'person', 'scope'],
  ],
  ['account', () => signedIn().get('/account'), ['organisation', 'person']],
  ['an expired request', openExpiredRequest, ['client']],
  ['a used request', openUsedRequest, ['client']],
  [
    'a redirect URI that is not registered',
    () =>
      anonymous.get(
        `/oauth2/authorize?${new URLSearchParams({ client_id: client.clientId, redirect_uri: 'https://evil.example/' })}`,
      ),
    ['client'],
  ],
  [
    'the question before a sign-out',
    () => signedIn().get(logout({ client_id: client.clientId })),
    ['client', 'person'],
  ],
  [
    'a sign-out whose redirect is not registered',
    () => signedIn().get(logout({ client_id: client.clientId, post_logout_redirect_uri: 'https://evil.example/' })),
    ['client', 'person'],
  ],
  [
    'the redirect after a sign-out',
    () =>
      openBrowser().get(logout({ client_id: client.clientId, post_logout_redirect_uri: 'https://app.example.com/' })),
    ['client'],
  ],
  ['a password reset for an application', resetPassword, ['client']],
  ['an invitation', () => openInvitation(false), ['organisation', 'person']],
  ['a used invitation', () => openInvitation(true), ['organisation']],
  ['a required second factor', openRequiredEnrolment, ['organisation']],
];

describe('names are inside <bdi>', () => {
  it.each(PAGES)('%s', async (_what, open, names) => {
    expect(namesOn(await open())).toEqual(names);
  });
});
