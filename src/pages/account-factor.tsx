/** One of the ways in which a person signs in: its name, and its end. */
import type { StoredFactor } from '../domain/mfa/factor.ts';
import { renamePasskey } from '../domain/mfa/passkeys.ts';
import { removeFactor, removeFactorByPassword } from '../domain/mfa/removal.ts';
import { isFreshAuthentication } from '../domain/step-up.ts';
import { AppError } from '../errors.ts';
import { csrfToken } from '../http/csrf.ts';
import { readForm } from '../http/form.tsx';
import type { HttpContext } from '../http/hono-env.ts';
import { renderPage } from '../http/html.tsx';
import { PATHS } from '../http/paths.ts';
import { isName, NAME_LENGTH_MAX } from '../lib/names.ts';
import { FactorView } from './account-factor-view.tsx';
import { goTo } from './navigation.ts';
import { type Refusal, toRefusal } from './refusal.tsx';
import { findOwner, type Owner, selfOf, tenantOf } from './signed-in.ts';

interface View {
  faults?: string[];
  refusal?: Refusal;
}

/** One round trip. */
export async function showFactor(c: HttpContext): Promise<Response> {
  const owner = await findOwner(c);
  return owner ? render(c, owner) : goTo(c, PATHS.signIn);
}

/** Two round trips. */
export async function submitFactorName(c: HttpContext): Promise<Response> {
  const name = (await readForm(c))('name').trim();
  const owner = await findOwner(c);
  if (!owner) return goTo(c, PATHS.signIn);
  const { id } = getFactor(c, owner);
  if (!isName(name)) return render(c, owner, { faults: [`Enter a name of up to ${NAME_LENGTH_MAX} characters.`] });
  await renamePasskey(tenantOf(c, owner), owner.account.id, id, name);
  return goTo(c, PATHS.account);
}

/** Two round trips; three when the password is asked for. */
export async function submitFactorRemoval(c: HttpContext): Promise<Response> {
  const password = (await readForm(c))('password');
  const owner = await findOwner(c);
  if (!owner) return goTo(c, PATHS.signIn);
  const { id } = getFactor(c, owner);
  if (password === '' && !isFresh(c, owner)) {
    return render(c, owner, { refusal: { status: 403, message: 'Enter your password to confirm that it is you.' } });
  }
  try {
    const self = selfOf(c, owner);
    await (password === ''
      ? removeFactor(self, owner.account, id)
      : removeFactorByPassword(self, owner.account, id, password));
  } catch (error) {
    return render(c, owner, { refusal: toProofRefusal(c, error) });
  }
  return goTo(c, PATHS.account);
}

function toProofRefusal(c: HttpContext, error: unknown): Refusal {
  const isWrong = error instanceof AppError && error.code === 'forbidden';
  return isWrong ? { status: 403, message: error.message } : toRefusal(c, error);
}

function isFresh(c: HttpContext, { session }: Owner): boolean {
  return isFreshAuthentication(session, c.var.context.now);
}

function getFactor(c: HttpContext, { account }: Owner): StoredFactor {
  const factor = account.mfaEnabled ? account.factors.find(({ id }) => id === c.req.param('id')) : undefined;
  if (!factor) throw new AppError('not_found', 'There is no such way to sign in. Perhaps it was removed already.');
  return factor;
}

async function render(c: HttpContext, owner: Owner, { faults = [], refusal }: View = {}): Promise<Response> {
  const factor = getFactor(c, owner);
  const { account } = owner;
  return renderPage(
    c,
    { title: factor.name, status: refusal?.status ?? (faults.length > 0 ? 400 : 200) },
    <FactorView
      factor={factor}
      isLast={account.factors.length === 1}
      proof={isFresh(c, owner) ? 'none' : account.password === null ? 'sign-in' : 'password'}
      csrf={await csrfToken(c)}
      faults={faults}
      refusal={refusal}
    />,
  );
}
