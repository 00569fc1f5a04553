/** Replacing all backup codes. */
import type { FactorType } from '../../domain/authenticators/factor.ts';
import { usableFactors } from '../../domain/authenticators/kinds.ts';
import { replaceBackupCodes, replaceBackupCodesAfterCheck } from '../../domain/mfa/removal.ts';
import { isFactorFresh } from '../../domain/proof/step-up.ts';
import { csrfToken } from '../../http/csrf.ts';
import { readSentForm, STALE_FORM } from '../../http/form.tsx';
import type { HttpContext } from '../../http/hono-env.ts';
import { renderPage } from '../../http/html.tsx';
import { PATHS } from '../../http/paths.ts';
import { signInPath } from '../destination.ts';
import { Field } from '../field.tsx';
import { goTo } from '../navigation.ts';
import { PasskeyButton } from '../sign-in/passkey-button.tsx';
import { BackupCodes } from './backup-codes-view.tsx';
import { type FormRefusal, renderAccountForm, toFormRefusal } from './form.tsx';
import { BACKUP_CODES_PATH } from './paths.ts';
import { findOwner, type Owner, selfOf } from './signed-in.ts';

/** One round trip. */
export async function showBackupCodes(c: HttpContext): Promise<Response> {
  const owner = await findOwner(c);
  return owner ? render(c, owner) : goTo(c, signInPath(BACKUP_CODES_PATH));
}

/** Five round trips; the page is rarely used. */
export async function submitBackupCodes(c: HttpContext): Promise<Response> {
  const { field, isStale } = await readSentForm(c);
  const owner = await findOwner(c);
  if (!owner) return goTo(c, signInPath(BACKUP_CODES_PATH));
  if (isStale) return render(c, owner, { faults: [STALE_FORM], status: 403 });
  const code = field('code').trim();
  try {
    const self = selfOf(c, owner);
    const codes = await (code === ''
      ? replaceBackupCodesAfterCheck(self, owner.account)
      : replaceBackupCodes(self, code));
    return renderCodes(c, codes);
  } catch (error) {
    return render(c, owner, toFormRefusal(c, error));
  }
}

async function render(c: HttpContext, owner: Owner, refusal?: FormRefusal): Promise<Response> {
  const { account, session } = owner;
  if (!account.mfaEnabled) return goTo(c, PATHS.account);
  const isProved = isFactorFresh(session, c.var.context.now);
  const methods = usableFactors(account).map(({ type }) => type);
  return renderAccountForm(c, {
    title: 'Make new backup codes',
    lead: 'The ones you have are void then.',
    action: BACKUP_CODES_PATH,
    csrf: await csrfToken(c),
    faults: [],
    ...refusal,
    button: { id: 'renew', label: 'Make new codes' },
    fields: isProved ? null : <ProofField isInvalid={refusal !== undefined} />,
    withPasskeys: !isProved && methods.includes('webauthn'),
    more: isProved ? null : <OtherProof methods={methods} csrf={await csrfToken(c)} />,
  });
}

function ProofField({ isInvalid }: { isInvalid: boolean }) {
  return (
    <>
      <Field name="code" label="Code" autocomplete="one-time-code" hint="code-hint" autofocus isInvalid={isInvalid} />
      <p class="hint" id="code-hint">
        From your authenticator application, or one of the backup codes that you have left.
      </p>
    </>
  );
}

/** A check of the passkey on this page replaces the code in the form. */
function OtherProof({ methods, csrf }: { methods: FactorType[]; csrf: string }) {
  if (!methods.includes('webauthn')) return null;
  return <PasskeyButton mode="check" label="Confirm with a passkey" next={BACKUP_CODES_PATH} csrf={csrf} />;
}

function renderCodes(c: HttpContext, codes: string[]): Response | Promise<Response> {
  return renderPage(
    c,
    { title: 'Your backup codes' },
    <>
      <h1>Your backup codes</h1>
      <BackupCodes codes={codes} next={PATHS.account} />
    </>,
  );
}
