/** Paths of the pages below the account page. */
import { PATHS } from '../../http/paths.ts';

export const SIGN_OUT_PATH = `${PATHS.account}/sign-out`;
export const NAME_PATH = `${PATHS.account}/name`;
export const EMAIL_PATH = `${PATHS.account}/email`;
export const SEND_VERIFICATION_PATH = `${EMAIL_PATH}/verify`;
export const PASSWORD_PATH = PATHS.password;
export const BACKUP_CODES_PATH = `${PATHS.account}/backup-codes`;
export const END_OTHER_SESSIONS_PATH = `${PATHS.account}/sessions/end-others`;

/** @param id an id, or the route pattern for it */
export function endSessionPath(id = ':id'): string {
  return `${PATHS.account}/sessions/${id}/end`;
}

export function factorPath(id = ':id'): string {
  return `${PATHS.account}/factors/${id}`;
}

export function renameFactorPath(id?: string): string {
  return `${factorPath(id)}/rename`;
}

export function removeFactorPath(id?: string): string {
  return `${factorPath(id)}/remove`;
}

export function sendFactorCodePath(id?: string): string {
  return `${factorPath(id)}/send-code`;
}

/** Revokes the access of an application. */
export function revokeConsentPath(clientId = ':clientId'): string {
  return `${PATHS.account}/applications/${clientId}/revoke`;
}
