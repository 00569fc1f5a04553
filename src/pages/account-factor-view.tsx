import type { FactorType, StoredFactor } from '../domain/mfa/factor.ts';
import { Form } from '../http/form.tsx';
import { PATHS } from '../http/paths.ts';
import { dayText } from '../lib/time-text.ts';
import { removeFactorPath, renameFactorPath } from './account-paths.ts';
import { Faults, Field } from './field.tsx';
import { type Refusal, RefusalNotice } from './refusal.tsx';

interface FactorViewProps {
  factor: StoredFactor;
  isLast: boolean;
  /** What is asked for before the factor goes. */
  proof: 'none' | 'password' | 'sign-in';
  csrf: string;
  faults: string[];
  refusal: Refusal | undefined;
}

const KINDS: Readonly<Record<FactorType, string>> = {
  webauthn: 'A passkey',
  totp: 'Codes of an authenticator application',
  email: 'Codes by e-mail',
};

export function FactorView(props: FactorViewProps) {
  const { factor, csrf, faults } = props;
  const { id, type, name, createdAt, lastUsedAt } = factor;
  return (
    <>
      <h1>{name}</h1>
      <p class="lead">{KINDS[type]}</p>
      <dl>
        <dt>Added</dt>
        <dd>{dayText(new Date(createdAt))}</dd>
        <dt>Last used</dt>
        <dd>{lastUsedAt ? dayText(new Date(lastUsedAt)) : 'Not yet'}</dd>
      </dl>
      {type === 'webauthn' && (
        <Form action={renameFactorPath(id)} csrf={csrf}>
          <Faults faults={faults} />
          <Field name="name" label="Name" autocomplete="off" value={name} />
          <button id="rename" type="submit" class="secondary">
            Rename
          </button>
        </Form>
      )}
      <Removal {...props} />
      <p class="hint">
        <a href={PATHS.account}>Back to your account</a>
      </p>
    </>
  );
}

function Removal({ factor, isLast, proof, csrf, refusal }: FactorViewProps) {
  return (
    <section>
      <h2>Remove it</h2>
      <p>
        You will not be able to sign in with it any more.
        {isLast && ' It is your last one: two-step sign-in ends, and your backup codes are void.'}
      </p>
      {proof === 'sign-in' ? (
        <p>
          <a href={PATHS.signIn}>Sign in again</a> first: your last sign-in was a while ago.
        </p>
      ) : (
        <Form action={removeFactorPath(factor.id)} csrf={csrf}>
          <RefusalNotice refusal={refusal} />
          {proof === 'password' && (
            <Field name="password" label="Your password" type="password" autocomplete="current-password" />
          )}
          <button id="remove" type="submit" class="danger">
            Remove
          </button>
        </Form>
      )}
    </section>
  );
}
