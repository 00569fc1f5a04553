/** Shapes that several auth routes share. */
import { PASSWORD_LENGTH_MAX } from '../../domain/passwords.ts';
import { z } from '../../http/openapi.ts';

export const emailSchema = z.string().trim().max(254).pipe(z.email());
export const personNameSchema = z.string().trim().min(1).max(100);
export const passwordSchema = z.string().min(8).max(PASSWORD_LENGTH_MAX);

export const userSummarySchema = z.object({ id: z.uuid(), email: z.string(), name: z.string() });
export const organisationSummarySchema = z.object({ id: z.uuid(), slug: z.string(), name: z.string() });
export const messageSchema = z.object({ message: z.string() });

export const PROBLEM = { description: 'Problem details (RFC 9457)' };
