/** A person's sessions, with buttons that end them. */
import type { OwnSession } from '../../domain/sessions/own.ts';
import { Form } from '../../http/form.tsx';
import { spanText } from '../../lib/time-text.ts';
import { userAgentText } from '../../lib/user-agent-text.ts';
import { END_OTHER_SESSIONS_PATH, endSessionPath } from './paths.ts';

interface SessionsViewProps {
  sessions: OwnSession[];
  /** The session of this browser. */
  currentId: string;
  now: Date;
  csrf: string;
}

export function SessionsView({ sessions, currentId, now, csrf }: SessionsViewProps) {
  return (
    <section id="sessions">
      <h2>Where you are signed in</h2>
      <ul class="rows">
        {sessions.map((session) => (
          <SessionView {...session} isCurrent={session.id === currentId} now={now} csrf={csrf} />
        ))}
      </ul>
      {sessions.length > 1 && (
        <Form action={END_OTHER_SESSIONS_PATH} csrf={csrf}>
          <button id="end-others" type="submit" class="secondary">
            End all other sessions
          </button>
        </Form>
      )}
    </section>
  );
}

type SessionViewProps = OwnSession & { isCurrent: boolean; now: Date; csrf: string };

function SessionView({ id, userAgent, ipAddress, lastActivityAt, isCurrent, now, csrf }: SessionViewProps) {
  const name = userAgentText(userAgent);
  return (
    <li>
      <div>
        <strong>
          <bdi>{name}</bdi>
        </strong>
        <span>
          {ipAddress} · {isCurrent ? 'this browser' : `active ${agoText(lastActivityAt, now)}`}
        </span>
      </div>
      {!isCurrent && (
        <Form action={endSessionPath(id)} csrf={csrf}>
          <button type="submit" class="secondary" aria-label={`End the session of ${name}`}>
            End
          </button>
        </Form>
      )}
    </li>
  );
}

function agoText(moment: Date, now: Date): string {
  const seconds = (now.getTime() - moment.getTime()) / 1000;
  return seconds < 60 ? 'just now' : `${spanText(seconds)} ago`;
}
