/** Organisations that a job looks after, a page at a time. */
import type { RequestContext } from '../deps.ts';
import { LOWEST_ID } from '../lib/ids.ts';
import type { InContext } from './job.ts';

/** Organisations that are looked up at a time. */
const PAGE = 200;

type List = (system: RequestContext['system'], page: { after: string; limit: number }) => Promise<string[]>;

/** Each page is listed in a context of its own. One that cannot be listed is the last. */
export async function* organisationPages(inContext: InContext, list: List, mayGoOn: () => boolean) {
  let last: string | undefined = LOWEST_ID;
  while (last !== undefined && mayGoOn()) {
    const after: string = last;
    const ids = (await inContext(({ system }) => list(system, { after, limit: PAGE }))) ?? [];
    yield ids;
    last = ids.length === PAGE ? ids.at(-1) : undefined;
  }
}
