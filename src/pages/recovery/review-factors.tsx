/** After a reset by mail: the owner confirms or removes recently added factors. */
import { type FactorReview, findFactorReview, reviewFactors } from '../../domain/mfa/review.ts';
import { csrfToken } from '../../http/csrf.ts';
import { Form, readSentForm, STALE_FORM } from '../../http/form.tsx';
import type { HttpContext } from '../../http/hono-env.ts';
import { renderPage } from '../../http/html.tsx';
import { PATHS } from '../../http/paths.ts';
import { dayText } from '../../lib/time-text.ts';
import { readDestination, withDestination } from '../destination.ts';
import { renderNotice } from '../notice.tsx';
import { signInLinks } from '../sign-in/links.ts';

/** Two round trips. */
export async function showReviewFactors(c: HttpContext): Promise<Response> {
  const review = await findReview(c);
  return review ? render(c, review) : renderDone(c);
}

/** Three round trips. Factors that the owner does not keep are removed. */
export async function submitReviewFactors(c: HttpContext): Promise<Response> {
  const { field, isStale } = await readSentForm(c);
  const review = await findReview(c);
  if (!review) return renderDone(c);
  const { system, origin } = c.var.context;
  const answers = review.factors.map(({ id }) => ({ id, answer: field(`factor-${id}`) }));
  const given = new Map(answers.map(({ id, answer }) => [id, answer]));
  if (isStale) return render(c, review, { given, fault: STALE_FORM, status: 403 });
  if (answers.some(({ answer }) => answer === '')) {
    return render(c, review, { given, fault: 'Say of each whether it is yours.', status: 400 });
  }
  const keep = answers.filter(({ answer }) => answer === 'keep').map(({ id }) => id);
  await reviewFactors(system, origin, review, keep);
  return renderDone(c);
}

function readToken(c: HttpContext): string {
  return c.req.query('token') ?? '';
}

async function findReview(c: HttpContext): Promise<FactorReview | null> {
  const review = await findFactorReview(c.var.context.system, readToken(c));
  return review && review.factors.length > 0 ? review : null;
}

async function renderDone(c: HttpContext): Promise<Response> {
  const message = 'Your password is changed, and you are signed out everywhere.';
  return renderNotice(c, { title: 'Password changed', message, links: await signInLinks(c, readDestination(c)) });
}

interface Refused {
  /** The answers, by factor. */
  given: ReadonlyMap<string, string>;
  fault: string;
  status: 400 | 403;
}

async function render(c: HttpContext, { factors }: FactorReview, refused?: Refused): Promise<Response> {
  const title = 'Are these yours?';
  return renderPage(
    c,
    { title, isRefused: refused !== undefined, status: refused?.status ?? 200 },
    <>
      <h1>{title}</h1>
      <p class="lead">
        Your password is changed, and you are signed out everywhere. These ways to sign in were added lately. Remove
        those that you do not know.
      </p>
      <Form
        action={withDestination(PATHS.reviewFactors, readDestination(c), { token: readToken(c) })}
        csrf={await csrfToken(c)}
      >
        {refused && (
          <p class="error" role="alert" id="refusal">
            {refused.fault}
          </p>
        )}
        {factors.map(({ id, name, createdAt }) => (
          <fieldset>
            <legend>
              <bdi>{name}</bdi>, added {dayText(createdAt)}
            </legend>
            <Choice id={id} value="keep" label="This is mine" given={refused?.given.get(id)} />
            <Choice id={id} value="drop" label="Remove it" given={refused?.given.get(id)} />
          </fieldset>
        ))}
        <button id="review" type="submit">
          Continue
        </button>
      </Form>
    </>,
  );
}

interface ChoiceProps {
  id: string;
  value: string;
  label: string;
  given: string | undefined;
}

function Choice({ id, value, label, given }: ChoiceProps) {
  return (
    <label class="choice">
      <input type="radio" name={`factor-${id}`} value={value} checked={given === value} required /> {label}
    </label>
  );
}
