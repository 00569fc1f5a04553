/** Types for `npm run check`; the examples run without them. */
import 'express-session';

declare module 'express-session' {
  interface SessionData {
    checks: { pkceCodeVerifier: string; expectedState: string; expectedNonce: string };
    person: { sub: string; name?: unknown; email?: unknown };
    tokens: { accessToken: string; refreshToken: string; idToken: string; expiresAt: number };
  }
}

declare global {
  namespace Express {
    interface Request {
      token: import('jose').JWTPayload;
    }
  }
}
