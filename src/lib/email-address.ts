/** E-mail addresses: one form in which they are stored and compared, and one in which people see them. */
import { domainToASCII, domainToUnicode } from 'node:url';

/** RFC 5321 sections 4.5.3.1.1 and 4.5.3.1.3 (with the brackets of a path), in octets. */
const LOCAL_PART_LENGTH_MAX = 64;
export const EMAIL_LENGTH_MAX = 254;

/** The characters of a host name in any script, with the characters that UTS #46 treats as a dot. */
const DOMAIN = /^(?:[\p{L}\p{M}\p{N}.\u3002\uff0e\uff61-]|\u200c|\u200d)+$/u;
const ASCII = /^[\x21-\x7e]+$/;

/**
 * Lower case, with the domain as A-labels (RFC 5891 section 5): `Ana@Müller.example` and `ana@xn--mller-kva.example` are
 * one mailbox. A text that is no address comes back unchanged; `emailFault` refuses it.
 */
export function normaliseEmail(text: string): string {
  const email = text.trim().normalize('NFC').toLowerCase();
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1);
  if (at < 1 || ASCII.test(domain) || !DOMAIN.test(domain)) return email;
  return `${email.slice(0, at)}@${domainToASCII(domain) || domain}`;
}

/** The address as people write it: its domain in their script. */
export function emailText(email: string): string {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1);
  if (!domain.includes('xn--')) return email;
  const text = domainToUnicode(domain);
  // A-labels are shown as they are when they do not decode, or decode to a text that encodes differently.
  return domainToASCII(text) === domain ? `${email.slice(0, at)}@${text}` : email;
}

/**
 * Why a normalised address is not accepted; null when it is.
 * The local part is ASCII: mail to any other needs SMTPUTF8 (RFC 6531) of every server on the way.
 */
export function emailFault(email: string): string | null {
  const at = email.lastIndexOf('@');
  const local = email.slice(0, at);
  if (at < 1 || email.length > EMAIL_LENGTH_MAX) return 'Invalid email address';
  if (!/^[\x20-\x7e]*$/.test(local)) return 'The part before the @ may have letters without accents only';
  if (local.length > LOCAL_PART_LENGTH_MAX) return `The part before the @ is longer than ${LOCAL_PART_LENGTH_MAX}`;
  return SHAPE.test(email) ? null : 'Invalid email address';
}

/** Dot-atoms (RFC 5322 section 3.2.3) at a host name of two labels or more. */
const SHAPE =
  /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@([a-z\d]([a-z\d-]*[a-z\d])?\.)+[a-z][a-z\d-]*[a-z\d]$/i;
