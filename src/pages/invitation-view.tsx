import type { InvitationLink } from '../domain/invitation-links.ts';
import { Form } from '../http/form.tsx';
import { PATHS } from '../http/paths.ts';
import { Faults, Field, PASSWORD_HINT } from './field.tsx';

export interface Newcomer {
  firstName: string;
  lastName: string;
}

/** The button of those who join with the account they have. */
export const WITH_ACCOUNT = 'account';

interface InvitationViewProps {
  title: string;
  action: string;
  csrf: string;
  link: InvitationLink;
  /** The address of whoever is signed in. */
  signedInAs: string | null;
  newcomer: Newcomer;
  faults: string[];
}

/** Whoever has the link reads the mail of the address: they may know that it has an account. */
export function InvitationView({ title, action, csrf, link, signedInAs, newcomer, faults }: InvitationViewProps) {
  return (
    <>
      <h1>{title}</h1>
      <p class="lead">{leadOf(link)}</p>
      {link.hasAccount && signedInAs !== link.email ? (
        <SignInFirst email={link.email} signedInAs={signedInAs} />
      ) : (
        <Form action={action} csrf={csrf}>
          <Faults faults={faults} />
          {!link.hasAccount && <NewcomerFields {...newcomer} />}
          <button id="join" type="submit" {...(link.hasAccount ? { name: WITH_ACCOUNT, value: 'mine' } : {})}>
            Join
          </button>
        </Form>
      )}
    </>
  );
}

function leadOf({ email, role, invitedBy }: InvitationLink): string {
  return `${invitedBy?.name ?? 'An administrator'} invites ${email} with the role ${role.name}.`;
}

function SignInFirst({ email, signedInAs }: { email: string; signedInAs: string | null }) {
  return (
    <>
      {signedInAs !== null && <p>You are signed in as {signedInAs}.</p>}
      <p id="sign-in-first">
        There is an account with the address {email} already. Sign in with it, then open the link of this invitation
        again.
      </p>
      <p>
        <a href={PATHS.signIn}>Sign in</a>
      </p>
    </>
  );
}

function NewcomerFields({ firstName, lastName }: Newcomer) {
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
