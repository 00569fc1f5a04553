/** One factor of a person: renaming and removing it. */
import type { StoredFactor } from '../../domain/authenticators/factor.ts';
import { usableFactors } from '../../domain/authenticators/kinds.ts';
import { renamePasskey } from '../../domain/mfa/passkeys.ts';
import { removeFactor } from '../../domain/mfa/removal.ts';
import { sendOwnCode } from '../../domain/proof/factor.ts';
import { isFactorFresh } from '../../domain/proof/step-up.ts';
import { AppError } from '../../errors.ts';
import { csrfToken } from '../../http/csrf.ts';
import { readForm, readSentForm, STALE_FORM } from '../../http/form.tsx';
import type { HttpContext } from '../../http/hono-env.ts';
import { renderPage } from '../../http/html.tsx';
import { PATHS, withQuery } from '../../http/paths.ts';
import { isName, NAME_LENGTH_MAX } from '../../lib/names.ts';
import { signInPath } from '../destination.ts';
import { goTo } from '../navigation.ts';
import { type Refusal, toRefusal } from '../refusal.tsx';
import { FactorView } from './factor-view.tsx';
import { factorPath } from './paths.ts';
import { findOwner, type Owner, selfOf, tenantOf } from './signed-in.ts';

interface View {
  /** The input. */
  name?: string;
  faults?: string[];
  refusal?: Refusal;
}

/** One round trip. */
export async function showFactor(c: HttpContext): Promise<Response> {
  const owner = await findOwner(c);
  return owner ? render(c, owner) : goTo(c, signInPath(c.req.path));
}

/** Two round trips. */
export async function submitFactorName(c: HttpContext): Promise<Response> {
  const { field, isStale } = await readSentForm(c);
  const name = field('name').trim();
  const owner = await findOwner(c);
  if (!owner) return goTo(c, PATHS.signIn);
  const { id } = getFactor(c, owner);
  if (isStale) return render(c, owner, { name, faults: [STALE_FORM] });
  if (!isName(name))
    return render(c, owner, { name, faults: [`Enter a name of up to ${NAME_LENGTH_MAX} characters.`] });
  await renamePasskey(tenantOf(c, owner), owner.account.id, id, name);
  return goTo(c, PATHS.account);
}

/** Three round trips; six with a code. */
export async function submitFactorRemoval(c: HttpContext): Promise<Response> {
  const { field, isStale } = await readSentForm(c);
  const code = field('code').trim();
  const owner = await findOwner(c);
  if (!owner) return goTo(c, PATHS.signIn);
  // A second click: the first one has removed it.
  if (!findFactor(c, owner)) return goTo(c, PATHS.account);
  const { id } = getFactor(c, owner);
  if (isStale) return render(c, owner, { refusal: { status: 403, message: STALE_FORM } });
  try {
    await removeFactor(selfOf(c, owner), owner.account, { factorId: id, token: code === '' ? undefined : code });
  } catch (error) {
    return render(c, owner, { refusal: toProofRefusal(c, error) });
  }
  return goTo(c, PATHS.account);
}

function toProofRefusal(c: HttpContext, error: unknown): Refusal {
  const isWrong = error instanceof AppError && error.code === 'forbidden';
  return isWrong ? { status: 403, message: error.message } : toRefusal(c, error);
}

/** Four round trips. */
export async function submitFactorCode(c: HttpContext): Promise<Response> {
  await readForm(c);
  const owner = await findOwner(c);
  if (!owner) return goTo(c, PATHS.signIn);
  const { id } = getFactor(c, owner);
  await sendOwnCode(selfOf(c, owner));
  return goTo(c, withQuery(factorPath(id), { sent: '1' }));
}

function findFactor(c: HttpContext, { account }: Owner): StoredFactor | undefined {
  return account.mfaEnabled ? account.factors.find(({ id }) => id === c.req.param('id')) : undefined;
}

function getFactor(c: HttpContext, owner: Owner): StoredFactor {
  const factor = findFactor(c, owner);
  if (!factor) throw new AppError('not_found', 'There is no such way to sign in. Perhaps it was removed already.');
  return factor;
}

async function render(c: HttpContext, owner: Owner, { name, faults = [], refusal }: View = {}): Promise<Response> {
  const factor = getFactor(c, owner);
  const { account } = owner;
  return renderPage(
    c,
    {
      title: factor.name,
      isRefused: refusal !== undefined || faults.length > 0,
      status: refusal?.status ?? (faults.includes(STALE_FORM) ? 403 : faults.length > 0 ? 400 : 200),
      withPasskeys: account.factors.some(({ type }) => type === 'webauthn'),
    },
    <FactorView
      factor={factor}
      name={name ?? factor.name}
      isLast={account.factors.length === 1}
      mustProve={!isFactorFresh(owner.session, c.var.context.now)}
      methods={usableFactors(account).map(({ type }) => type)}
      sent={c.req.query('sent') !== undefined}
      csrf={await csrfToken(c)}
      faults={faults}
      refusal={refusal}
    />,
  );
}
