import type { Principal } from '../../domain/access/principals.ts';
import { describeScope, type ScopeText } from '../../domain/access/scopes.ts';
import type { Client } from '../../domain/clients/clients.ts';
import { type Consent, consentableScopes } from '../../domain/consents/consents.ts';
import { Form } from '../../http/form.tsx';
import { emailText } from '../../lib/email-address.ts';
import { spanText } from '../../lib/time-text.ts';
import { anotherAccountPath } from '../destination.ts';
import { type Refusal, RefusalNotice } from '../refusal.tsx';
import type { PendingAuthorization } from './authorization.ts';

interface ConsentViewProps {
  action: string;
  csrf: string;
  authorization: PendingAuthorization;
  principal: Principal;
  /** The earlier consent; null if there is none. */
  consent: Consent | null;
  /** The organisation's texts for its own scopes. */
  ownScopes: ScopeText[];
  refusal: Refusal | undefined;
}

export function ConsentView(props: ConsentViewProps) {
  const { action, csrf, authorization, principal, consent, ownScopes, refusal } = props;
  const { client, request, handle } = authorization;
  return (
    <>
      <Logo client={client} />
      <h1>
        Allow <bdi>{client.name}</bdi>?
      </h1>
      <p class="lead">
        It wants to use your account at <bdi>{client.organisationName}</bdi>.
      </p>
      <dl>
        <dt>Signed in as</dt>
        <dd id="signed-in-as">
          <bdi>{principal.user.name}</bdi> ({emailText(principal.user.email)})
        </dd>
        <dd>
          <a href={anotherAccountPath({ handle })}>Use another account</a>
        </dd>
      </dl>
      <RequestedScopes wanted={consentableScopes(request)} granted={consent?.scopes ?? []} ownScopes={ownScopes} />
      <Form action={action} csrf={csrf}>
        <RefusalNotice refusal={refusal} />
        <button id="allow" type="submit" name="decision" value="allow">
          Allow
        </button>
        <button id="deny" type="submit" name="decision" value="deny" class="secondary">
          Deny
        </button>
      </Form>
      <p class="hint">
        Either answer takes you back to {destinationOf(request.redirectUri)}.
        {client.consentLifetime !== null && ` You will be asked again after ${spanText(client.consentLifetime)}.`}
      </p>
      <Documents client={client} />
    </>
  );
}

function Logo({ client }: { client: Client }) {
  const source = webAddress(client.logoUri);
  // The name beside it says the same, so the alternative text is empty.
  return source && <img class="logo" src={source} alt="" width="56" height="56" />;
}

/** New scopes come first: the answer is about them. */
function RequestedScopes({
  wanted,
  granted,
  ownScopes,
}: {
  wanted: string[];
  granted: string[];
  ownScopes: ScopeText[];
}) {
  const fresh = wanted.filter((name) => !granted.includes(name));
  const asked = fresh.length > 0 ? fresh : wanted;
  const earlier = granted.filter((name) => !asked.includes(name));
  return (
    <>
      <h2>What it asks for</h2>
      <Scopes names={asked} ownScopes={ownScopes} />
      {earlier.length > 0 && (
        <section id="allowed-before">
          <h2>What you allowed before</h2>
          <Scopes names={earlier} ownScopes={ownScopes} />
        </section>
      )}
    </>
  );
}

function Scopes({ names, ownScopes }: { names: string[]; ownScopes: ScopeText[] }) {
  return (
    <ul>
      {names.map((name) => {
        const { displayName, description } = describeScope(name, ownScopes);
        return (
          <li>
            <strong>
              <bdi>{displayName}</bdi>
            </strong>
            {description !== '' && (
              <span>
                <bdi>{description}</bdi>
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Documents({ client }: { client: Client }) {
  const documents = [
    { address: webAddress(client.policyUri), name: 'Privacy policy' },
    { address: webAddress(client.tosUri), name: 'Terms of service' },
  ].filter(({ address }) => address !== null);
  if (documents.length === 0) return null;
  return (
    <p class="hint links">
      {documents.map(({ address, name }) => (
        <a href={address ?? ''} target="_blank" rel="noopener noreferrer">
          {name}
        </a>
      ))}
    </p>
  );
}

/** The URL of an external page or image; null unless it is https, which also excludes script URLs. */
function webAddress(uri: string | null): string | null {
  return uri !== null && URL.canParse(uri) && new URL(uri).protocol === 'https:' ? uri : null;
}

/** The host of a website; for a native application, the scheme that opens it. */
function destinationOf(redirectUri: string): string {
  const { protocol, host } = new URL(redirectUri);
  return protocol === 'https:' || protocol === 'http:'
    ? host
    : `the application ${protocol.slice(0, -1)} on this device`;
}
