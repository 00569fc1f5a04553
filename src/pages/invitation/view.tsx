import type { InvitationLink } from '../../domain/invitations/links.ts';
import { readPasswordPolicy } from '../../domain/passwords/policy.ts';
import { Form } from '../../http/form.tsx';
import { emailText } from '../../lib/email-address.ts';
import { anotherAccountPath } from '../destination.ts';
import { Faults, Field, NewPassword, Username } from '../field.tsx';

export interface Newcomer {
  firstName: string;
  lastName: string;
}

export type FieldName = keyof Newcomer | 'password';

/** The name of the button that joins with the existing account. */
export const WITH_ACCOUNT = 'account';

interface InvitationViewProps {
  action: string;
  csrf: string;
  link: InvitationLink;
  /** The address of the signed-in person. */
  signedInAs: string | null;
  newcomer: Newcomer;
  faults: string[];
  /** The field that the faults are about. */
  at: FieldName | undefined;
}

/** The reader of the link reads the mail of the address, so the page may say that it has an account. */
export function InvitationView(props: InvitationViewProps) {
  const { action, csrf, link, signedInAs, faults } = props;
  return (
    <>
      <h1>
        Join <bdi>{link.organisation.name}</bdi>
      </h1>
      <p class="lead">
        <bdi>{link.invitedBy?.name ?? 'An administrator'}</bdi> invites {emailText(link.email)} with the role{' '}
        <bdi>{link.role.name}</bdi>.
      </p>
      {link.hasAccount && signedInAs !== link.email ? (
        <SignInFirst email={link.email} signedInAs={signedInAs} back={action} />
      ) : (
        <Form action={action} csrf={csrf}>
          <Faults faults={faults} />
          {!link.hasAccount && <NewcomerFields {...props} />}
          <button id="join" type="submit" {...(link.hasAccount ? { name: WITH_ACCOUNT, value: 'mine' } : {})}>
            Join
          </button>
        </Form>
      )}
    </>
  );
}

/** The sign-in returns to the invitation, also after a password reset. */
function SignInFirst({ email, signedInAs, back }: { email: string; signedInAs: string | null; back: string }) {
  return (
    <>
      {signedInAs !== null && <p>You are signed in as {signedInAs}.</p>}
      <p id="sign-in-first">
        There is an account with the address {emailText(email)} already. Sign in with it to join.
      </p>
      <p>
        <a href={anotherAccountPath({ back })}>Sign in</a>
      </p>
    </>
  );
}

function NewcomerFields({ newcomer, link, at }: InvitationViewProps) {
  const { firstName, lastName } = newcomer;
  const autofocus = at === undefined;
  return (
    <>
      <Username email={link.email} />
      <Field
        name="firstName"
        label="First name"
        autocomplete="given-name"
        value={firstName}
        autofocus={autofocus}
        isInvalid={at === 'firstName'}
      />
      <Field
        name="lastName"
        label="Last name"
        autocomplete="family-name"
        value={lastName}
        isInvalid={at === 'lastName'}
      />
      <NewPassword
        policy={readPasswordPolicy(link.organisation.passwordPolicy)}
        label="Password"
        isInvalid={at === 'password'}
      />
    </>
  );
}
