import type { Client } from '../../domain/clients/clients.ts';
import { Form } from '../../http/form.tsx';
import { PATHS } from '../../http/paths.ts';
import { EMAIL_LENGTH_MAX } from '../../lib/email-address.ts';
import { type Destination, destinationPath, withDestination } from '../destination.ts';
import { RefusalNotice, type Refusal as RefusedAttempt } from '../refusal.tsx';
import { PasskeyButton } from './passkey-button.tsx';

export type Refusal = RefusedAttempt & {
  field?: 'email' | 'password';
  /** Whether the person is no member of the application's organisation. */
  isNotMember?: boolean;
};

interface SignInViewProps {
  /** The application of the pending request. */
  client: Client | null;
  action: string;
  csrf: string;
  destination: Destination;
  email: string;
  refusal: Refusal | undefined;
}

export function SignInView({ client, action, csrf, destination, email, refusal }: SignInViewProps) {
  return (
    <>
      <h1>{client ? <ClientTitle {...client} /> : 'Sign in'}</h1>
      {client && (
        <p class="lead">
          With your account at <bdi>{client.organisationName}</bdi>, or the one you joined it with.
        </p>
      )}
      <Form action={action} csrf={csrf}>
        <Fields email={email} refusal={refusal} />
      </Form>
      <PasskeyButton mode="sign-in" label="Use a passkey" next={destinationPath(destination)} />
      {refusal?.isNotMember && (
        <p class="hint">
          <a id="own-account" href={PATHS.signIn}>
            Sign in to your own account
          </a>
        </p>
      )}
      <p class="hint">
        <a href={withDestination(PATHS.forgotPassword, destination)}>Forgot your password?</a>
      </p>
    </>
  );
}

function ClientTitle({ name }: Client) {
  return (
    <>
      Sign in to <bdi>{name}</bdi>
    </>
  );
}

function Fields({ email, refusal }: { email: string; refusal: Refusal | undefined }) {
  // The answer does not say which of the two is wrong (enumeration). The password is the field to correct.
  const fault = refusal && (refusal.field ?? 'password');
  const focusEmail = fault === 'email' || (email === '' && fault !== 'password');
  const describe = (field: 'email' | 'password') =>
    fault === field ? { 'aria-invalid': 'true', 'aria-describedby': 'refusal' } : {};
  return (
    <>
      <RefusalNotice refusal={refusal} />
      <label for="email">E-mail address</label>
      <input
        id="email"
        name="email"
        type="email"
        value={email}
        maxlength={EMAIL_LENGTH_MAX}
        autocomplete="username webauthn"
        autocapitalize="none"
        spellcheck={false}
        required
        autofocus={focusEmail}
        {...describe('email')}
      />
      <label for="password">Password</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="current-password"
        required
        autofocus={!focusEmail}
        {...describe('password')}
      />
      <button id="sign-in" type="submit">
        Sign in
      </button>
    </>
  );
}
