/** The browser's own authenticator for tests (WebAuthn Level 3 section 11). */
import type { Page } from 'playwright-core';

/** @param asks whether the authenticator has somebody who agrees at once */
export async function addAuthenticator(page: Page, asks = true) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: asks,
    },
  });
  return { session, authenticatorId };
}
