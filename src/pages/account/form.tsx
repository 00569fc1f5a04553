/** A page below the account page: one form, and a link back. */
import type { Child } from 'hono/jsx';
import { AppError } from '../../errors.ts';
import { Form } from '../../http/form.tsx';
import type { HttpContext } from '../../http/hono-env.ts';
import { renderPage } from '../../http/html.tsx';
import { PATHS } from '../../http/paths.ts';
import { Faults, listOfFaults } from '../field.tsx';
import { toRefusal } from '../refusal.tsx';

interface AccountForm {
  title: string;
  lead?: string;
  action: string;
  csrf: string;
  faults: readonly string[];
  /** The status of the answer when there are faults. */
  status?: 400 | 401 | 403 | 429;
  fields: Child;
  button: { id: string; label: string };
  /** Below the form. */
  more?: Child;
  withPasskeys?: boolean;
}

export function renderAccountForm(c: HttpContext, form: AccountForm): Response | Promise<Response> {
  const { title, lead, action, csrf, faults, status = 400, fields, button, more, withPasskeys = false } = form;
  const isRefused = faults.length > 0;
  return renderPage(
    c,
    { title, isRefused, status: isRefused ? status : 200, withPasskeys },
    <>
      <h1>{title}</h1>
      {lead && <p class="lead">{lead}</p>}
      <Form action={action} csrf={csrf}>
        <Faults faults={faults} />
        {fields}
        <button id={button.id} type="submit">
          {button.label}
        </button>
      </Form>
      {more}
      <p class="hint">
        <a href={PATHS.account}>Back to your account</a>
      </p>
    </>,
  );
}

export interface FormRefusal {
  faults: readonly string[];
  status: 400 | 401 | 403 | 429;
}

/** The faults that the person can correct, re-authentication included. Other errors are rethrown. */
export function toFormRefusal(c: HttpContext, error: unknown): FormRefusal {
  if (error instanceof AppError && error.code === 'forbidden') return { faults: [error.message], status: 403 };
  const listed = error instanceof AppError ? listOfFaults(error) : null;
  if (listed) return { faults: listed, status: 400 };
  const { message, status } = toRefusal(c, error);
  return { faults: [message], status };
}
