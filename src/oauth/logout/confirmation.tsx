/** The page that asks a person to confirm a sign-out. */
import type { Client } from '../../domain/clients/clients.ts';
import type { LogoutSession } from '../../domain/sessions/logout.ts';
import { csrfToken } from '../../http/csrf.ts';
import { Form } from '../../http/form.tsx';
import type { HttpContext } from '../../http/hono-env.ts';
import { renderPage } from '../../http/html.tsx';
import { PATHS } from '../../http/paths.ts';
import { RequestFault } from '../../http/signed-out.tsx';
import { type LogoutRequest, sealLogoutRequest } from './request.ts';

export const CONFIRMATION_PATH = `${PATHS.endSession}/confirm`;
/** The form field with the sealed request. */
export const REQUEST_FIELD = 'request';

interface Confirmation {
  request: LogoutRequest;
  client: Client | null;
  leaver: LogoutSession;
  /** What is wrong with the request. */
  fault: string | null;
  /** The message for a stale form. */
  stale?: string;
}

export async function renderConfirmation(
  c: HttpContext,
  { request, client, leaver, fault, stale }: Confirmation,
): Promise<Response> {
  const { user } = leaver;
  return renderPage(
    c,
    {
      title: 'Sign out',
      status: stale !== undefined ? 403 : fault === null ? 200 : 400,
      endsAtClient: request.redirectUri !== null,
    },
    <>
      <h1>Do you want to sign out?</h1>
      {stale !== undefined && (
        <p class="error" role="alert">
          {stale}
        </p>
      )}
      <RequestFault fault={fault} />
      {client && (
        <p class="lead">
          <strong id="client">
            <bdi>{client.name}</bdi>
          </strong>{' '}
          asks you to sign out.
        </p>
      )}
      <p>
        You are signed in as{' '}
        <strong id="name">
          <bdi>{user.name}</bdi>
        </strong>{' '}
        ({user.email}). You will be signed out here, and the applications that you use with this account in this browser
        are told.
      </p>
      <Form action={CONFIRMATION_PATH} csrf={await csrfToken(c)}>
        <input type="hidden" name={REQUEST_FIELD} value={await sealLogoutRequest(c.var.context, request)} />
        <button id="sign-out" type="submit">
          Sign out
        </button>
      </Form>
      <p class="hint">
        <a id="stay" href={PATHS.account}>
          Stay signed in
        </a>
      </p>
    </>,
  );
}
