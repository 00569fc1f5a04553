/** The filters of the audit log, of its pages and of its export. */
import type { AuditFilters } from '../../domain/audit/filters.ts';
import { EVENT_ACTIONS, EVENT_CATEGORIES } from '../../domain/events/catalogue.ts';
import { filterOf, filterParameters } from '../../http/list-query.ts';
import { z } from '../../http/openapi.ts';
import { optional } from '../../http/pagination.ts';

const text = optional(z.string().max(254));
/** Form fields of dates send days, which are days of UTC. */
const moment = optional(z.union([z.iso.datetime({ offset: true }), z.iso.date()]));

export const auditLogFilters = filterParameters({
  userId: text,
  clientId: text,
  eventType: text,
  eventCategory: optional(z.enum(EVENT_CATEGORIES)),
  action: optional(z.enum(EVENT_ACTIONS)),
  resourceType: text,
  resourceId: text,
  success: optional(z.enum(['true', 'false'])),
  startDate: moment,
  endDate: moment,
});

const DAY_MS = 86_400_000;
const DAY_LENGTH = 'YYYY-MM-DD'.length;

/** Both ends are included: a day to its last moment. */
export function filtersOf(query: z.infer<z.ZodObject<typeof auditLogFilters>>): AuditFilters {
  const [success, start, end] = [filterOf(query, 'success'), filterOf(query, 'startDate'), filterOf(query, 'endDate')];
  const span = end?.length === DAY_LENGTH ? DAY_MS : 1;
  return {
    userId: filterOf(query, 'userId'),
    clientId: filterOf(query, 'clientId'),
    eventType: filterOf(query, 'eventType'),
    eventCategory: filterOf(query, 'eventCategory'),
    action: filterOf(query, 'action'),
    resourceType: filterOf(query, 'resourceType'),
    resourceId: filterOf(query, 'resourceId'),
    success: success === undefined ? undefined : success === 'true',
    from: start === undefined ? undefined : sinceEpoch(start),
    until: end === undefined ? undefined : sinceEpoch(end, span),
  };
}

/** Ids of version 7 know no time before 1970. */
function sinceEpoch(text: string, span = 0): Date {
  return new Date(Math.max(new Date(text).getTime() + span, 0));
}
