/** A person's data, with links to the pages that change it. */

import { Form } from '../../http/form.tsx';
import { emailText } from '../../lib/email-address.ts';
import { EMAIL_PATH, NAME_PATH, PASSWORD_PATH, SEND_VERIFICATION_PATH } from './paths.ts';
import type { AccountViewProps } from './view-props.ts';

export function PersonView({ principal, hasPassword, isLocal, guestOf, csrf }: AccountViewProps) {
  const { user, organisation } = principal;
  return (
    <>
      <dl>
        <dt>Name</dt>
        <dd id="name">
          <bdi>{user.name}</bdi>
        </dd>
        <dd>
          <a href={NAME_PATH}>Change your name</a>
        </dd>
        <dt>E-mail address</dt>
        <dd id="email">{emailText(user.email)}</dd>
        {isLocal && (
          <dd>
            <a href={EMAIL_PATH}>Change your e-mail address</a>
          </dd>
        )}
        {hasPassword && <Password />}
        <dt>Organisation</dt>
        <dd id="organisation">
          <bdi>{organisation.name}</bdi>
        </dd>
        {guestOf.length > 0 && <dt>Guest of</dt>}
        {guestOf.map(({ id, name }) => (
          <dd id={`guest-of-${id}`}>
            <bdi>{name}</bdi>
          </dd>
        ))}
      </dl>
      {user.emailVerifiedAt === null && (
        <Form action={SEND_VERIFICATION_PATH} csrf={csrf}>
          <p class="hint">Your e-mail address is not confirmed yet.</p>
          <button id="send-verification" type="submit" class="secondary">
            Send the link that confirms it
          </button>
        </Form>
      )}
    </>
  );
}

function Password() {
  return (
    <>
      <dt>Password</dt>
      <dd>
        <a id="change-password" href={PASSWORD_PATH}>
          Change your password
        </a>
      </dd>
    </>
  );
}
