/** A message is a list of blocks. */

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
