/** What all ways of sending mail have in common. */

export interface MailMessage {
  /** The same for every attempt, so that whoever receives a message twice can tell. */
  id: string;
  recipient: string;
  subject: string;
  text: string;
  html: string;
}

export interface MailTransport {
  readonly name: string;
  /**
   * Resolves once somebody else has taken responsibility for the message.
   * @throws MailError
   */
  send(message: MailMessage): Promise<void>;
}

export class MailError extends Error {
  override readonly name = 'MailError';
  /** Whether this message will never be taken: its recipient does not exist, its content is refused. */
  readonly permanent: boolean;

  constructor(message: string, { permanent = false, cause }: { permanent?: boolean; cause?: unknown } = {}) {
    super(message, { cause });
    this.permanent = permanent;
  }
}

/** A display name and an address, as in a From header. */
export interface Mailbox {
  name: string;
  address: string;
}

/** Headers of every message: nobody's absence notice is to answer a machine (RFC 3834 section 5). */
export const MACHINE_HEADERS: Readonly<Record<string, string>> = {
  'Auto-Submitted': 'auto-generated',
  'X-Auto-Response-Suppress': 'All',
};

/** One plain address: without spaces, quotes, brackets, lists or control characters, which could make it more than that. */
export const PLAIN_ADDRESS = /^[^\s\p{Cc}<>()[\],;:\\"@]+@[^\s\p{Cc}<>()[\],;:\\"@]+$/u;
