import type { FactorType, StoredFactor } from '../../domain/authenticators/factor.ts';
import { Form } from '../../http/form.tsx';
import { PATHS } from '../../http/paths.ts';
import { dayText } from '../../lib/time-text.ts';
import { Faults, Field } from '../field.tsx';
import { type Refusal, RefusalNotice } from '../refusal.tsx';
import { PasskeyButton } from '../sign-in/passkey-button.tsx';
import { factorPath, removeFactorPath, renameFactorPath, sendFactorCodePath } from './paths.ts';

interface FactorViewProps {
  factor: StoredFactor;
  /** The content of the field: the stored name, or the input. */
  name: string;
  isLast: boolean;
  /** Whether removing it needs a check of a factor. */
  mustProve: boolean;
  /** The factors that can be checked. */
  methods: FactorType[];
  /** Whether a code was sent by e-mail just now. */
  sent: boolean;
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
  const { id, type, createdAt, lastUsedAt } = factor;
  return (
    <>
      <h1>
        <bdi>{factor.name}</bdi>
      </h1>
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
          <Field name="name" label="Name" autocomplete="off" value={props.name} isInvalid={faults.length > 0} />
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

function Removal({ factor, isLast, mustProve, methods, sent, csrf, refusal }: FactorViewProps) {
  return (
    <section>
      <h2>Remove it</h2>
      <p>
        You will not be able to sign in with it any more.
        {isLast && ' It is your last one: two-step sign-in ends, and your backup codes are void.'}
      </p>
      <Form action={removeFactorPath(factor.id)} csrf={csrf}>
        <RefusalNotice refusal={refusal} />
        {mustProve && (
          <>
            {sent && <p role="status">A code is on its way to your mailbox.</p>}
            <Field
              name="code"
              label="A code of your second factor, or a backup code"
              autocomplete="one-time-code"
              hint="code-hint"
            />
            <p class="hint" id="code-hint">
              Your password alone takes no factor away.
            </p>
          </>
        )}
        <button id="remove" type="submit" class="danger">
          Remove
        </button>
      </Form>
      {mustProve && methods.includes('email') && (
        <Form action={sendFactorCodePath(factor.id)} csrf={csrf}>
          <button id="send-code" type="submit" class="secondary">
            Send a code by e-mail
          </button>
        </Form>
      )}
      {mustProve && methods.includes('webauthn') && (
        <PasskeyButton mode="check" label="Confirm with a passkey" next={factorPath(factor.id)} csrf={csrf} />
      )}
    </section>
  );
}
