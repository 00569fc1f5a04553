/** `npm run admin` on a database of the test. */
import { expect } from 'vitest';
import { runAdmin } from './command-line.ts';
import { column } from './scratch.ts';

export const ISSUER = 'https://id.example.com';

export function adminOf(url: string, environment: Record<string, string> = {}) {
  const run = (line: string, ...more: string[]) =>
    runAdmin([...line.split(' '), ...more], { DATABASE_URL: url, ISSUER_URL: ISSUER, ...environment });
  const json = async (line: string, ...more: string[]) => {
    const { code, output, error } = await run(line, ...more, '--json');
    expect({ code, error }).toEqual({ code: 0, error: '' });
    return JSON.parse(output);
  };
  /** The sentence with which the command fails. */
  const refusal = async (line: string, ...more: string[]) => {
    const { code, output, error } = await run(line, ...more);
    expect({ code, output }).toEqual({ code: 1, output: '' });
    return error.trimEnd();
  };
  return { run, json, refusal };
}

/** The types of the events that commands have recorded. */
export function events(url: string): Promise<string[]> {
  return column(url, `SELECT event_type FROM audit_logs WHERE user_agent = 'npm run admin' ORDER BY event_type`);
}
