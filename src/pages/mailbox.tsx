/** The unsent mail of a development server. */
import { listQueuedEmails, type QueuedEmail } from '../domain/outbox/emails.ts';
import type { HttpContext } from '../http/hono-env.ts';
import { renderPage } from '../http/html.tsx';

/** Only in development: the messages contain links that give access to accounts. */
export async function showMailbox(c: HttpContext): Promise<Response> {
  const { system, config } = c.var.context;
  if (config.ENVIRONMENT !== 'development') return c.notFound();
  const emails = await listQueuedEmails(system);
  return renderPage(
    c,
    { title: 'Mailbox' },
    <>
      <h1>Mailbox</h1>
      <p class="lead">{emails.length === 0 ? 'No messages yet.' : 'The newest messages of this development server.'}</p>
      {emails.map((email) => (
        <Message {...email} />
      ))}
    </>,
  );
}

function Message({ id, subject, recipient, organisation, createdAt, text }: QueuedEmail) {
  const time = createdAt.toISOString();
  return (
    <article id={id}>
      <h2>{subject}</h2>
      <p class="hint">
        To {recipient} · {organisation} · <time datetime={time}>{time.slice(0, 19).replace('T', ' ')} UTC</time>
      </p>
      <pre>{withLinks(text)}</pre>
    </article>
  );
}

/** Makes the links in a message clickable. */
function withLinks(text: string) {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, index) => (index % 2 === 1 ? <a href={part}>{part}</a> : part));
}
