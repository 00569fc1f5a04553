/** The table of events in docs/webhooks.md, derived from the catalogue. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EVENTS, type EventType, namesOf } from '../../src/domain/events/catalogue.ts';
import { thingMembers } from '../../src/domain/events/payloads.ts';

export const EVENT_GUIDE = 'docs/webhooks.md';
const BETWEEN = /(<!-- events -->\n).*(<!-- \/events -->)/s;

/** The text of the guide with the table as it should be. */
export async function writeEventTable(): Promise<string> {
  const guide = await readFile(join(import.meta.dirname, '../..', EVENT_GUIDE), 'utf8');
  return guide.replace(BETWEEN, (_all, begin: string, end: string) => `${begin}\n${table()}\n${end}`);
}

function table(): string {
  const rows = (Object.keys(EVENTS) as EventType[]).map((type) => {
    const { category, resource } = EVENTS[type];
    const names = namesOf(type).map((name) => `\`${name}\``);
    const member = thingMembers(type).length > 0 ? ` \`${resource}\`` : '';
    return `| ${names.join(', ')} | ${category} |${member} |`;
  });
  return ['| names | category | is about |', '|---|---|---|', ...rows, ''].join('\n');
}
