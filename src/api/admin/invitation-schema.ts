/** An invitation, as the administration shows it. */
import { z } from '../../http/openapi.ts';
import { roleSummarySchema } from '../auth/schemas.ts';

export const invitationSchema = z
  .object({
    id: z.uuid(),
    email: z.string(),
    roleId: z.uuid(),
    role: roleSummarySchema,
    teamIds: z.array(z.uuid()),
    status: z.enum(['pending', 'accepted', 'expired', 'revoked']),
    invitedById: z.uuid().nullable(),
    invitedBy: z
      .object({ id: z.string(), email: z.string(), name: z.string() })
      .meta({ description: '`id` is `system` when nobody is left who invited' }),
    expiresAt: z.iso.datetime(),
    acceptedAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Invitation' });

export const listedInvitationSchema = invitationSchema
  .extend({ role: z.string().meta({ description: 'The name of the role' }), roleDetails: roleSummarySchema })
  .meta({ id: 'ListedInvitation' });
