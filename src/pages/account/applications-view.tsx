/** The applications with access to a person's account, each with a button that revokes it. */
import type { GivenConsent } from '../../domain/consents/given.ts';
import { Form } from '../../http/form.tsx';
import { dayText } from '../../lib/time-text.ts';
import { revokeConsentPath } from './paths.ts';
import type { AccountViewProps } from './view-props.ts';

export function ApplicationsView({ consents, csrf }: AccountViewProps) {
  if (consents.length === 0) return null;
  return (
    <section id="applications">
      <h2>Applications with access to your account</h2>
      <ul class="rows">
        {consents.map((consent) => (
          <Application {...consent} csrf={csrf} />
        ))}
      </ul>
    </section>
  );
}

function Application({ client, grantedAt, csrf }: GivenConsent & { csrf: string }) {
  return (
    <li>
      <div>
        <strong>
          <bdi>{client.name}</bdi>
        </strong>
        <span>Allowed {dayText(grantedAt)}</span>
      </div>
      <Form action={revokeConsentPath(client.id)} csrf={csrf}>
        <button type="submit" class="secondary" aria-label={`Take the access of ${client.name} away`}>
          Remove
        </button>
      </Form>
    </li>
  );
}
