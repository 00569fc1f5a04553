/**
 * Security events: what relying parties are told, so that they end sessions or look again. Types of CAEP 1.0 (Continuous
 * Access Evaluation Profile) and RISC 1.0 (Risk Incident Sharing and Coordination), and of the stream itself (SSF 1.0).
 */
const CAEP = 'https://schemas.openid.net/secevent/caep/event-type/';
const RISC = 'https://schemas.openid.net/secevent/risc/event-type/';
const SSF = 'https://schemas.openid.net/secevent/ssf/event-type/';

export const SECURITY_EVENTS = {
  'session-revoked': `${CAEP}session-revoked`,
  'credential-change': `${CAEP}credential-change`,
  'token-claims-change': `${CAEP}token-claims-change`,
  'assurance-level-change': `${CAEP}assurance-level-change`,
  'account-purged': `${RISC}account-purged`,
  'account-disabled': `${RISC}account-disabled`,
  'account-enabled': `${RISC}account-enabled`,
  'account-credential-change-required': `${RISC}account-credential-change-required`,
  'recovery-activated': `${RISC}recovery-activated`,
} as const;

export type SecurityEvent = keyof typeof SECURITY_EVENTS;

/** Events about a stream, which every stream gets (SSF 1.0 sections 8.1.4 and 8.1.5). */
export const STREAM_EVENTS = {
  verification: `${SSF}verification`,
  'stream-updated': `${SSF}stream-updated`,
} as const;
