/** A message is a list of blocks. */

/** The recipient of a message, and the organisation that sends it. */
export interface Addressing {
  recipient: { email: string; name?: string | undefined };
  /** `branding` as stored in `organisations.branding`; invalid parts are ignored. */
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
  /** Written with `prose` where it contains text of others: mail programs turn subjects into links too. */
  subject: string;
  blocks: readonly Block[];
}
