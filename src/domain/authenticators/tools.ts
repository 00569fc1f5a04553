/** What checking authenticators, and sending notices about them, needs beside the database. */
import type { SecretBox } from '../../platform/keys/secret-box.ts';
import type { Steps } from '../explanations/steps.ts';
import type { SecurityNotices } from '../outbox/security-notices.ts';
import type { RelyingParty } from './factor.ts';

export interface SignInTools {
  box: SecretBox;
  relyingParty: RelyingParty;
  notices: SecurityNotices;
  /** The checks of the request, from which a refusal is explained. */
  steps: Steps;
}
