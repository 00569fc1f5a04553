/** Changing the own password. */
import { changePassword } from '../../domain/passwords/change.ts';
import { readPasswordPolicy } from '../../domain/passwords/policy.ts';
import { accountEmails } from '../../emails/account.ts';
import { csrfToken } from '../../http/csrf.ts';
import { readSentForm, STALE_FORM } from '../../http/form.tsx';
import type { HttpContext } from '../../http/hono-env.ts';
import { accountLinks } from '../../http/links.ts';
import { PATHS } from '../../http/paths.ts';
import { signInPath } from '../destination.ts';
import { Field, NewPassword, Username } from '../field.tsx';
import { goTo } from '../navigation.ts';
import { renderNotice } from '../notice.tsx';
import { backToAccount } from './done.ts';
import { type FormRefusal, renderAccountForm, toFormRefusal } from './form.tsx';
import { PASSWORD_PATH } from './paths.ts';
import { findOwner, type Owner, selfOf } from './signed-in.ts';

/** One round trip. */
export async function showPassword(c: HttpContext): Promise<Response> {
  const owner = await findOwner(c);
  return owner ? render(c, owner) : goTo(c, signInPath(PASSWORD_PATH));
}

/** Three round trips. */
export async function submitPassword(c: HttpContext): Promise<Response> {
  const { field, isStale } = await readSentForm(c);
  const owner = await findOwner(c);
  if (!owner) return goTo(c, signInPath(PASSWORD_PATH));
  if (isStale) return render(c, owner, { faults: [STALE_FORM], status: 403 });
  const { config, isBreached } = c.var.context;
  const notify = accountEmails(accountLinks(config)).passwordChanged;
  const given = { currentPassword: field('currentPassword'), newPassword: field('password') };
  try {
    await changePassword(selfOf(c, owner), given, { isBreached, notify });
  } catch (error) {
    return render(c, owner, explain(c, owner, toFormRefusal(c, error)));
  }
  return backToAccount(c, 'password');
}

/** Within so many seconds of a change, a wrong current password is probably a second click. */
const SECOND_CLICK_SECONDS = 60;

function explain(c: HttpContext, { account, session }: Owner, refusal: FormRefusal): FormRefusal {
  const changedAt = new Date(account.passwordChangedAt).getTime();
  const isRecent = c.var.context.now.getTime() - changedAt <= SECOND_CLICK_SECONDS * 1000;
  if (!isAboutCurrent(refusal) || !isRecent || changedAt <= session.authTime.getTime()) return refusal;
  const fault = 'Your password was changed a moment ago, perhaps by this form: the new one is your current one now.';
  return { ...refusal, faults: [fault] };
}

function isAboutCurrent({ faults }: FormRefusal): boolean {
  return faults[0] === 'Current password is incorrect';
}

async function render(c: HttpContext, { account }: Owner, refusal?: FormRefusal): Promise<Response> {
  const title = 'Change your password';
  if (account.password === null) {
    const message = 'You have no password here: you sign in by other means.';
    return renderNotice(c, { title, message, links: [{ href: PATHS.account, label: 'Your account' }] });
  }
  const isNewInvalid = refusal?.status === 400 && !isAboutCurrent(refusal);
  return renderAccountForm(c, {
    title,
    lead: 'You will be signed out everywhere else.',
    action: PASSWORD_PATH,
    csrf: await csrfToken(c),
    faults: [],
    ...refusal,
    button: { id: 'change', label: 'Change the password' },
    fields: (
      <>
        <Username email={account.email} />
        <Field
          name="currentPassword"
          label="Current password"
          type="password"
          autocomplete="current-password"
          autofocus={!refusal}
          isInvalid={refusal !== undefined && !isNewInvalid}
        />
        <NewPassword policy={readPasswordPolicy(account.organisation.passwordPolicy)} isInvalid={isNewInvalid} />
      </>
    ),
  });
}
