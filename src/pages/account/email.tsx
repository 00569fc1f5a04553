/** Changing the own e-mail address, and sending a link that confirms the current one. */

import { requestAddressChange } from '../../domain/account/profile.ts';
import { findMailbox, sendVerification } from '../../domain/passwords/mailbox-links.ts';
import { isFreshAuthentication } from '../../domain/proof/step-up.ts';
import { accountEmails } from '../../emails/account.ts';
import { csrfToken } from '../../http/csrf.ts';
import { readForm, readSentForm, STALE_FORM } from '../../http/form.tsx';
import type { HttpContext } from '../../http/hono-env.ts';
import { accountLinks } from '../../http/links.ts';
import { PATHS } from '../../http/paths.ts';
import { emailFault, emailText, normaliseEmail } from '../../lib/email-address.ts';
import { signInPath } from '../destination.ts';
import { Field } from '../field.tsx';
import { goTo } from '../navigation.ts';
import { backToAccount } from './done.ts';
import { type FormRefusal, renderAccountForm, toFormRefusal } from './form.tsx';
import { EMAIL_PATH } from './paths.ts';
import { findOwner, findSignedIn, type Owner, selfOf, tenantOf } from './signed-in.ts';

/** One round trip. */
export async function showEmail(c: HttpContext): Promise<Response> {
  const owner = await findOwner(c);
  if (!owner || needsSignIn(c, owner)) return goTo(c, signInPath(EMAIL_PATH));
  return render(c, owner, '');
}

/** Three round trips. An address that is in use gets the same answer (enumeration). */
export async function submitEmail(c: HttpContext): Promise<Response> {
  const { field, isStale } = await readSentForm(c);
  const newEmail = field('email').trim();
  const owner = await findOwner(c);
  if (!owner || needsSignIn(c, owner)) return goTo(c, signInPath(EMAIL_PATH));
  if (isStale) return render(c, owner, newEmail, { faults: [STALE_FORM], status: 403 });
  const fault = newEmail === '' ? 'Enter your new e-mail address.' : emailFault(normaliseEmail(newEmail));
  if (fault !== null) return render(c, owner, newEmail, { faults: [fault], status: 400 });
  const password = field('password') === '' ? undefined : field('password');
  const mail = accountEmails(accountLinks(c.var.context.config)).addressChange;
  try {
    await requestAddressChange(selfOf(c, owner), { newEmail, password, changes: {} }, mail);
  } catch (error) {
    return render(c, owner, newEmail, toFormRefusal(c, error));
  }
  return backToAccount(c, 'email');
}

/** Three round trips. The answer does not say whether a mail was sent. */
export async function submitSendVerification(c: HttpContext): Promise<Response> {
  await readForm(c);
  const signedIn = await findSignedIn(c);
  if (!signedIn) return goTo(c, PATHS.signIn);
  const { system, config } = c.var.context;
  const mailbox = await findMailbox(system, signedIn.principal.user.email);
  if (mailbox) {
    const write = accountEmails(accountLinks(config)).verification;
    await sendVerification(tenantOf(c, signedIn), mailbox, write);
  }
  return backToAccount(c, 'verification');
}

/** A person without a password re-authenticates by signing in. */
function needsSignIn(c: HttpContext, { account, session }: Owner): boolean {
  return account.password === null && !isFreshAuthentication(session, c.var.context.now);
}

async function render(c: HttpContext, owner: Owner, email: string, refusal?: FormRefusal): Promise<Response> {
  const asksPassword = !isFreshAuthentication(owner.session, c.var.context.now);
  const isAboutPassword = asksPassword && refusal !== undefined && refusal.status !== 400;
  return renderAccountForm(c, {
    title: 'Change your e-mail address',
    lead: `Your address is ${emailText(owner.account.email)}. We send a link to the new one, and tell the old one.`,
    action: EMAIL_PATH,
    csrf: await csrfToken(c),
    faults: [],
    ...refusal,
    button: { id: 'change', label: 'Send the link' },
    fields: (
      <>
        <Field
          name="email"
          label="New e-mail address"
          type="email"
          autocomplete="email"
          value={email}
          autofocus={!refusal}
          isInvalid={refusal !== undefined && !isAboutPassword}
        />
        {asksPassword && (
          <Field
            name="password"
            label="Your password"
            type="password"
            autocomplete="current-password"
            isInvalid={isAboutPassword}
          />
        )}
      </>
    ),
  });
}
