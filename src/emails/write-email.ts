/**
 * Renders a message as an e-mail. HTML and plain text are rendered from the same blocks, so that they cannot differ.
 */
import type { Email } from '../domain/outbox/emails.ts';
import { renderHtml } from './layout.ts';
import type { Block, Message } from './message.ts';
import { foreignText, oneLine } from './prose.ts';

export async function writeEmail(message: Message): Promise<Email> {
  for (const block of message.blocks) if (isAction(block)) assertWebUrl(block.url);
  return {
    recipient: message.recipient.email,
    template: message.template,
    subject: oneLine(message.subject),
    text: renderText(message),
    html: await renderHtml(message),
  };
}

function renderText({ blocks, organisation }: Message): string {
  return `${[...blocks.map(blockText), `--\n${foreignText(organisation.name)}`].join('\n\n')}\n`;
}

function blockText(block: Block): string {
  if (typeof block === 'string') return block;
  if (isAction(block)) return `${block.label}:\n${block.url}`;
  if ('code' in block) return `    ${block.code}`;
  return block.facts.map(([name, value]) => `${name}: ${value}`).join('\n');
}

function isAction(block: Block): block is { label: string; url: string } {
  return typeof block === 'object' && 'url' in block;
}

/** Guards against a programming error: links must be http or https. */
function assertWebUrl(url: string): void {
  const { protocol } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') throw new Error(`A mail cannot link to ${protocol}`);
}
