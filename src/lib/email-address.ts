/** E-mail addresses: one form in which they are stored and compared, and one in which people see them. */
import { domainToASCII, domainToUnicode } from 'node:url';

/** RFC 5321 sections 4.5.3.1.1 and 4.5.3.1.3 (with the brackets of a path), in octets. */
const LOCAL_PART_LENGTH_MAX = 64;
export const EMAIL_LENGTH_MAX = 254;

/** What a host name consists of, in any script, with the dots that UTS #46 takes for one. */
const DOMAIN = /^(?:[\p{L}\p{M}\p{N}.\u3002\uff0e\uff61-]|\u200c|\u200d)+$/u;
const ASCII = /^[\x21-\x7e]+$/;

/**
 * Lower case, with the domain as A-labels (RFC 5891 section 5): `Ana@Müller.example` and `ana@xn--mller-kva.example` are
 * one mailbox. What is no address comes back as it is, so that whoever checks it can refuse it.
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
  // A-labels that nothing can be made of are shown as they are, and so are those that would show as something else.
  return domainToASCII(text) === domain ? `${email.slice(0, at)}@${text}` : email;
}

/**
 * Why a normalised address cannot be one of ours; null when it can.
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
