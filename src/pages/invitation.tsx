/** Joining an organisation by its invitation. */
import { acceptInvitation, type Refusal } from '../domain/invitation-acceptance.ts';
import { findInvitationLink, type InvitationLink } from '../domain/invitation-links.ts';
import { AppError } from '../errors.ts';
import { csrfToken } from '../http/csrf.ts';
import type { HttpContext } from '../http/hono-env.ts';
import { renderPage } from '../http/html.tsx';
import { PATHS } from '../http/paths.ts';
import { keepSession, originOf } from '../http/sign-in.ts';
import { Faults, Field, faultsOf, PASSWORD_HINT } from './field.tsx';
import { Form, readForm } from './form.tsx';
import { goTo } from './navigation.ts';

export const INVITATION_PATH = `${PATHS.invitation}/:token`;

interface Person {
  firstName: string;
  lastName: string;
}

/** One round trip. */
export async function showInvitation(c: HttpContext): Promise<Response> {
  return render(c, { firstName: '', lastName: '' }, []);
}

/** Two round trips; three when something is wrong and the page is shown again. */
export async function submitInvitation(c: HttpContext): Promise<Response> {
  const field = await readForm(c);
  const person = { firstName: field('firstName').trim(), lastName: field('lastName').trim() };
  if (!isName(person.firstName) || !isName(person.lastName)) return render(c, person, ['Enter your name.']);
  const { system, isBreached } = c.var.context;
  const input = { ...person, token: c.req.param('token') ?? '', password: field('password') };
  try {
    const outcome = await acceptInvitation(system, originOf(c), input, { isBreached, opensSession: true });
    if (typeof outcome === 'string') return refuse(outcome);
    const { session, link } = outcome;
    if (session) await keepSession(c, session);
    return goTo(c, link.organisation.requireMfa ? PATHS.enrolment : PATHS.account);
  } catch (error) {
    return render(c, person, faultsOf(error));
  }
}

function isName(text: string): boolean {
  return text.length > 0 && text.length <= 100 && /^[^\p{Cc}\p{Cs}]*$/u.test(text);
}

function refuse(refusal: Refusal): never {
  if (refusal === 'email_taken') throw new AppError('conflict', 'There is an account with this address already.');
  throw new AppError('not_found', 'This invitation was used, taken back, or is too old.');
}

async function render(c: HttpContext, person: Person, faults: string[]): Promise<Response> {
  const token = c.req.param('token') ?? '';
  const link = await findInvitationLink(c.var.context.system, token);
  if (link?.status !== 'pending') return refuse('unknown');
  const title = `Join ${link.organisation.name}`;
  return renderPage(
    c,
    { title, status: faults.length > 0 ? 400 : 200 },
    <>
      <h1>{title}</h1>
      <p class="lead">{leadOf(link)}</p>
      <Form action={`${PATHS.invitation}/${encodeURIComponent(token)}`} csrf={await csrfToken(c)}>
        <Faults faults={faults} />
        <PersonFields {...person} />
        <button id="join" type="submit">
          Join
        </button>
      </Form>
    </>,
  );
}

function leadOf({ email, role, invitedBy }: InvitationLink): string {
  return `${invitedBy?.name ?? 'An administrator'} invites ${email} with the role ${role.name}.`;
}

function PersonFields({ firstName, lastName }: Person) {
  return (
    <>
      <Field name="firstName" label="First name" autocomplete="given-name" value={firstName} autofocus />
      <Field name="lastName" label="Last name" autocomplete="family-name" value={lastName} />
      <Field name="password" label="Password" type="password" autocomplete="new-password" hint="password-hint" />
      <p class="hint" id="password-hint">
        {PASSWORD_HINT}
      </p>
    </>
  );
}
