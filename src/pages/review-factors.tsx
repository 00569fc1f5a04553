/** After a reset by mail: which of the ways to sign in that were added lately are one's own. */
import { type FactorReview, findFactorReview, reviewFactors } from '../domain/factor-review.ts';
import { csrfToken } from '../http/csrf.ts';
import { Form, readForm } from '../http/form.tsx';
import type { HttpContext } from '../http/hono-env.ts';
import { renderPage } from '../http/html.tsx';
import { PATHS } from '../http/paths.ts';
import { dayText } from '../lib/time-text.ts';
import { readDestination, withDestination } from './destination.ts';
import { renderNotice } from './notice.tsx';
import { waysToSignIn } from './ways-to-sign-in.ts';

/** Two round trips. */
export async function showReviewFactors(c: HttpContext): Promise<Response> {
  const review = await findReview(c);
  return review ? render(c, review) : renderDone(c);
}

/** Three round trips. Whatever is not said to be one's own goes. */
export async function submitReviewFactors(c: HttpContext): Promise<Response> {
  const field = await readForm(c);
  const review = await findReview(c);
  if (!review) return renderDone(c);
  const { system, origin } = c.var.context;
  const answers = review.factors.map(({ id }) => ({ id, answer: field(`factor-${id}`) }));
  if (answers.some(({ answer }) => answer === '')) return render(c, review, 'Say of each whether it is yours.');
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
  return renderNotice(c, { title: 'Password changed', message, links: await waysToSignIn(c, readDestination(c)) });
}

async function render(c: HttpContext, { factors }: FactorReview, fault?: string): Promise<Response> {
  const title = 'Are these yours?';
  return renderPage(
    c,
    { title, status: fault ? 400 : 200 },
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
        {fault && (
          <p class="error" role="alert" id="refusal">
            {fault}
          </p>
        )}
        {factors.map(({ id, name, createdAt }) => (
          <fieldset>
            <legend>
              <bdi>{name}</bdi>, added {dayText(createdAt)}
            </legend>
            <Choice id={id} value="keep" label="This is mine" />
            <Choice id={id} value="drop" label="Remove it" />
          </fieldset>
        ))}
        <button id="review" type="submit">
          Continue
        </button>
      </Form>
    </>,
  );
}

function Choice({ id, value, label }: { id: string; value: string; label: string }) {
  return (
    <label class="choice">
      <input type="radio" name={`factor-${id}`} value={value} required /> {label}
    </label>
  );
}
