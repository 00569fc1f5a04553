import { beforeAll, describe, expect, it } from 'vitest';
import { inviteSomebody } from '../../support/invitations.ts';
import { createMfaPerson } from '../../support/mfa.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { OriginalFrontend } from '../../support/original-frontend.ts';
import { setUp } from '../../support/set-up.ts';

const PROFILE = '/v1/me/profile';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

const signedIn = () => new OriginalFrontend(organisation.cookies);

describe('The page to sign in', () => {
  const signIn = (frontend: OriginalFrontend, password = PASSWORD) =>
    setUp(() => frontend.call('POST', '/v1/auth/login', { email: organisation.owner.email, password }));

  it('asks for a CSRF token first, names no organisation, and opens a session', async () => {
    const frontend = new OriginalFrontend();
    expect(await frontend.onServer('GET', PROFILE)).toMatchObject({ status: 401 });
    expect(await signIn(frontend)).toMatchObject({ status: 200 });
    expect(frontend.sent).toEqual(['OPTIONS /v1/auth/login', 'POST /v1/auth/login']);
    expect(await frontend.onServer('GET', PROFILE)).toMatchObject({
      ...{ status: 200, body: { email: organisation.owner.email } },
    });
  });

  it('shows why somebody cannot sign in', async () => {
    const { status, body } = await signIn(new OriginalFrontend(), 'Wrong-Password-1');
    expect([status, body]).toEqual([401, expect.objectContaining({ detail: 'Invalid email or password' })]);
  });

  it('asks for a code of six digits, and sends it with the password', async () => {
    const { email, authenticator } = await createMfaPerson(organisation);
    const frontend = new OriginalFrontend();
    const send = (fields: object) =>
      setUp(() => frontend.call('POST', '/v1/auth/login', { email, password: PASSWORD, ...fields }));
    const detail = 'Multi-factor authentication required';
    expect(await send({})).toMatchObject({ status: 401, body: { requiresMfa: true, detail } });
    expect(await send({ mfaToken: await authenticator.code() })).toMatchObject({ status: 200 });
    expect(await frontend.onServer('GET', PROFILE)).toMatchObject({ status: 200, body: { mfaEnabled: true } });
  });

  it('ends the session, and another person can sign in after it', async () => {
    const frontend = new OriginalFrontend();
    await signIn(frontend);
    expect(await frontend.call('POST', '/v1/auth/logout')).toMatchObject({ status: 200 });
    expect(await frontend.onServer('GET', PROFILE)).toMatchObject({ status: 401 });
    expect(await signIn(frontend)).toMatchObject({ status: 200 });
    expect(await frontend.call('PATCH', PROFILE, { firstName: 'Ada' })).toMatchObject({ status: 200 });
  });
});

describe('The pages to register', () => {
  const unique = crypto.randomUUID();
  const form = {
    ...{ organisationName: `Founded ${unique}`, email: `founder-${unique}@example.com` },
    ...{ firstName: 'Edith', lastName: 'Founder', password: PASSWORD },
  };

  it('found an organisation, and show the dashboard at once', async () => {
    const frontend = new OriginalFrontend();
    const refused = await frontend.call('POST', '/v1/auth/onboard', { ...form, organisationName: '' });
    expect(refused).toMatchObject({
      ...{ status: 400, body: { errors: [{ path: ['organisationName'], message: expect.any(String) }] } },
    });
    expect(await setUp(() => frontend.call('POST', '/v1/auth/onboard', form))).toMatchObject({ status: 201 });
    expect(await frontend.onServer('GET', PROFILE)).toMatchObject({ status: 200, body: { email: form.email } });
  });

  it('show an invitation, and the dashboard once it is accepted', async () => {
    const invitation = await inviteSomebody(organisation);
    const frontend = new OriginalFrontend();
    const path = `/v1/public/invitations/${invitation.token}`;
    const shown = await frontend.call('GET', path);
    expect(shown).toMatchObject({
      status: 200,
      body: {
        ...{ email: invitation.email, organisation: { name: organisation.name }, role: { name: 'Staff' } },
        ...{ invitedBy: { name: 'Ada Owner' }, expiresAt: expect.any(String) },
      },
    });
    const person = { email: invitation.email, firstName: 'Joan', lastName: 'Invited', password: PASSWORD };
    const accepted = await setUp(() => frontend.call('POST', `${path}/accept`, person));
    expect(accepted).toMatchObject({ status: 201, body: { organisation: { slug: organisation.slug } } });
    expect(await frontend.onServer('GET', PROFILE)).toMatchObject({ status: 200, body: { name: 'Joan Invited' } });
    const again = await new OriginalFrontend().call('GET', path);
    expect(again).toMatchObject({ status: 404, body: { detail: 'Invitation not found or has expired' } });
  });

  it('send a link to whoever forgot a password, and say so', async () => {
    const { status, body } = await new OriginalFrontend().call('POST', '/v1/auth/forgot-password', {
      email: organisation.owner.email,
    });
    const message = 'If the email exists, a password reset link has been sent';
    expect([status, body]).toEqual([200, { message }]);
  });
});

describe('The page of the profile', () => {
  it('saves the form, in which an empty field is null', async () => {
    const form = { firstName: 'Ada', lastName: 'Owner', phone: '+44 20 7946 0000' };
    expect(await signedIn().call('PATCH', PROFILE, form)).toMatchObject({ status: 200, body: form });
    const emptied = await signedIn().call('PATCH', PROFILE, { firstName: null, lastName: null, phone: null });
    expect(emptied).toMatchObject({ status: 200, body: { name: 'Ada Owner', phone: null } });
  });

  it('asks for a new token when its own is of another session, and saves then', async () => {
    const frontend = signedIn();
    frontend.loseToken('of another session');
    expect(await frontend.call('PATCH', PROFILE, { firstName: 'Ada' })).toMatchObject({ status: 200 });
    expect(frontend.sent).toEqual([`PATCH ${PROFILE}`, `OPTIONS ${PROFILE}`, `PATCH ${PROFILE}`]);
  });

  it('shows where somebody is signed in, and ends a session', async () => {
    type Session = { id: string; current: boolean };
    const other = new OriginalFrontend();
    const { email } = organisation.owner;
    await setUp(() => other.call('POST', '/v1/auth/login', { email, password: PASSWORD }));
    const { body } = await other.call<{ data: Session[] }>('GET', '/v1/me/sessions');
    const session = body.data.find(({ current }) => current);
    expect(session).toMatchObject({
      ...{ userAgent: expect.any(String), ipAddress: expect.any(String), lastActivityAt: expect.any(String) },
      ...{ createdAt: expect.any(String), expiresAt: expect.any(String) },
    });
    const ended = await signedIn().call('DELETE', `/v1/me/sessions/${session?.id}`);
    expect(ended).toEqual({ status: 204, body: undefined });
    expect(await other.onServer('GET', PROFILE)).toMatchObject({ status: 401 });
  });
});
