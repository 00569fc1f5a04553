/** The responses of authenticators in the JSON of browsers (WebAuthn Level 3 section 5.1.8). */
import { z } from '../../http/openapi.ts';

/** The limit is far above what any authenticator sends. */
const base64url = z
  .string()
  .max(20_000)
  .regex(/^[\w-]*$/);

const credential = {
  id: base64url.min(1).max(1400),
  rawId: base64url.min(1).max(1400),
  type: z.literal('public-key'),
  /** Section 5.1: "Relying Parties SHOULD treat unknown values as if the value were null". */
  authenticatorAttachment: z
    .string()
    .max(64)
    .nullish()
    .transform((value) => (value === 'platform' || value === 'cross-platform' ? value : null)),
  clientExtensionResults: z
    .record(z.string(), z.unknown())
    .meta({ id: 'ClientExtensionResults' })
    .nullish()
    .transform((value) => value ?? {}),
};

export const assertionSchema = z
  .object({
    ...credential,
    response: z
      .object({
        clientDataJSON: base64url.min(1),
        authenticatorData: base64url.min(1),
        signature: base64url.min(1),
        userHandle: base64url.nullish(),
      })
      .meta({ id: 'AssertionResponse' }),
  })
  .meta({ id: 'Assertion' });

export const attestationSchema = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url.min(1),
    attestationObject: base64url.min(1),
    transports: z
      .array(z.string().max(32))
      .max(10)
      .nullish()
      .transform((value) => value ?? undefined),
  }),
});
