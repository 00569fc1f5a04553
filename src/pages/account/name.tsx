/** Changing the own name. */
import { updateProfile } from '../../domain/account/profile.ts';
import { csrfToken } from '../../http/csrf.ts';
import { readSentForm, STALE_FORM } from '../../http/form.tsx';
import type { HttpContext, SessionAuthentication } from '../../http/hono-env.ts';
import { isName, NAME_LENGTH_MAX } from '../../lib/names.ts';
import { signInPath } from '../destination.ts';
import { Field } from '../field.tsx';
import { goTo } from '../navigation.ts';
import { backToAccount } from './done.ts';
import { renderAccountForm } from './form.tsx';
import { NAME_PATH } from './paths.ts';
import { findSignedIn, tenantOf } from './signed-in.ts';

interface Names {
  firstName: string;
  lastName: string;
}

/** One round trip. */
export async function showName(c: HttpContext): Promise<Response> {
  const signedIn = await findSignedIn(c);
  return signedIn ? render(c, signedIn.principal.user) : goTo(c, signInPath(NAME_PATH));
}

/** Two round trips. */
export async function submitName(c: HttpContext): Promise<Response> {
  const { field, isStale } = await readSentForm(c);
  const names = { firstName: field('firstName').trim(), lastName: field('lastName').trim() };
  const signedIn = await findSignedIn(c);
  if (!signedIn) return goTo(c, signInPath(NAME_PATH));
  if (isStale) return render(c, names, STALE_FORM, 403);
  if (!isName(names.firstName) || !isName(names.lastName)) {
    return render(c, names, `Enter names of up to ${NAME_LENGTH_MAX} characters.`);
  }
  await change(c, signedIn, names);
  return backToAccount(c, 'name');
}

/** An unchanged name writes nothing, no event either. */
async function change(c: HttpContext, signedIn: SessionAuthentication, names: Names): Promise<void> {
  const { id, firstName, lastName } = signedIn.principal.user;
  if (names.firstName === firstName && names.lastName === lastName) return;
  await updateProfile(tenantOf(c, signedIn), id, names);
}

async function render(
  c: HttpContext,
  { firstName, lastName }: Names,
  fault?: string,
  status: 400 | 403 = 400,
): Promise<Response> {
  const isFirst = !isName(firstName) || isName(lastName);
  return renderAccountForm(c, {
    title: 'Change your name',
    action: NAME_PATH,
    csrf: await csrfToken(c),
    faults: fault ? [fault] : [],
    status,
    button: { id: 'save', label: 'Save' },
    fields: (
      <>
        <Field
          name="firstName"
          label="First name"
          autocomplete="given-name"
          value={firstName}
          autofocus={!fault}
          isInvalid={fault !== undefined && isFirst}
        />
        <Field
          name="lastName"
          label="Last name"
          autocomplete="family-name"
          value={lastName}
          isInvalid={fault !== undefined && !isFirst}
        />
      </>
    ),
  });
}
