/**
 * A message is a list of blocks. The HTML and its plain-text twin are both made of them, so the two cannot disagree.
 */
import type { Email } from '../domain/outbox/emails.ts';
import { renderHtml } from './layout.tsx';
import { foreignText, oneLine } from './prose.ts';

/** Whom a message is for, and on whose behalf it is sent. */
export interface Addressing {
  recipient: { email: string; name?: string | undefined };
  /** `branding` as it is stored in `organisations.branding`; what is wrong in it is left out. */
  organisation: { name: string; branding?: unknown };
}

/** A paragraph, a link, a code to type, or a short table of facts. */
export type Block =
  | string
  | { label: string; url: string }
  | { code: string }
  | { facts: readonly (readonly [name: string, value: string])[] };

export interface Message extends Addressing {
  template: string;
  /** Written with `prose` where somebody else's words are in it: mail programs make links of subjects too. */
  subject: string;
  blocks: readonly Block[];
}

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

/** A mistake of the caller, who builds the URL: nothing else belongs behind a link. */
function assertWebUrl(url: string): void {
  const { protocol } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') throw new Error(`A mail cannot link to ${protocol}`);
}
