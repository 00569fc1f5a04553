/** Databases that last as long as one test. */
import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { urlOfDatabase, withClient } from '../../../migrations-runner/database/connection.ts';
import { markDevelopment } from '../../../migrations-runner/database/development-mark.ts';
import { dropDatabase } from '../../../migrations-runner/testing/database.ts';

/** The owner's connection string of the migrated and seeded database of this run. */
export function ownerUrl(): string {
  return fromEnvironment('TEST_DATABASE_URL');
}

/** The Worker's role in the same database. */
export function workerUrl(): string {
  return fromEnvironment('TEST_WORKER_DATABASE_URL');
}

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests with npm test`);
  return value;
}

/** Creates an empty database beside the one of this run, marked as development; it is dropped when the test ends. */
export async function scratchDatabase(template = 'template1'): Promise<string> {
  const url = await unmarkedDatabase(template);
  await withClient(url, markDevelopment);
  return url;
}

/** The same as anybody would make it. */
export async function unmarkedDatabase(template = 'template1'): Promise<string> {
  const { url, drop } = await createDatabase(template);
  onTestFinished(drop);
  return url;
}

async function createDatabase(template: string) {
  const name = `cerberus_scratch_${randomBytes(6).toString('hex')}`;
  await withClient(ownerUrl(), (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  return { name, url: urlOfDatabase(ownerUrl(), name), drop: () => dropDatabase(ownerUrl(), name) };
}

/** The same, migrated and not yet seeded: deploying takes seconds, so one deployment serves all tests that need no more. */
export function migratedDatabase(): Promise<string> {
  return scratchDatabase(migratedTemplate());
}

/** The name of a database that is migrated and neither seeded nor marked. */
export function migratedTemplate(): string {
  return fromEnvironment('TEST_MIGRATED_DATABASE');
}

/** The same, migrated and seeded with the demo organisation. */
export function seededDatabase(): Promise<string> {
  return scratchDatabase(fromEnvironment('TEST_TEMPLATE_DATABASE'));
}

/** The same for a whole file of tests, which drops it; and the Worker's role in it. */
export async function seededDatabaseOfFile() {
  const { name, url, drop } = await createDatabase(fromEnvironment('TEST_TEMPLATE_DATABASE'));
  await withClient(url, markDevelopment);
  return { url, workerUrl: urlOfDatabase(workerUrl(), name), drop };
}

/** The first column of every row. */
export async function column<T = string>(url: string, sql: string, parameters: unknown[] = []): Promise<T[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query({ text: sql, values: parameters, rowMode: 'array' });
    return rows.map(([value]) => value);
  });
}

/** Runs a script of any number of statements. */
export async function execute(url: string, script: string): Promise<void> {
  await withClient(url, (client) => client.query(script));
}
