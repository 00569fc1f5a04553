/** The interface of all mail transports. */

export interface MailMessage {
  /** The same for every attempt, so that a message that arrives twice can be recognised. */
  id: string;
  recipient: string;
  subject: string;
  text: string;
  html: string;
}

export interface MailTransport {
  readonly name: string;
  /**
   * Resolves once a server has accepted the message.
   * @throws MailError
   */
  send(message: MailMessage): Promise<void>;
}

export class MailError extends Error {
  override readonly name = 'MailError';
  /** Whether this message will never be accepted: its recipient does not exist, or its content is refused. */
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

/** Headers of every message, which suppress automatic replies (RFC 3834 section 5). */
export const MACHINE_HEADERS: Readonly<Record<string, string>> = {
  'Auto-Submitted': 'auto-generated',
  'X-Auto-Response-Suppress': 'All',
};

/** One plain address. Spaces, quotes, brackets, commas and control characters are refused: they could add addresses. */
export const PLAIN_ADDRESS = /^[^\s\p{Cc}<>()[\],;:\\"@]+@[^\s\p{Cc}<>()[\],;:\\"@]+$/u;
