/** Reads why a request was refused, as an administrator or as an operator. */
import { expect } from 'vitest';
import { send } from './app.ts';
import { sendAsOperator, type TestOperator } from './operators.ts';
import type { TestOrganisation } from './organisation.ts';

export interface ReadExplanation {
  code: string;
  endpoint: string;
  error: string;
  reason: string;
  cause: string;
  mend: string;
  checks: { check: string; verdict: 'passed' | 'failed'; facts: Record<string, unknown> }[];
}

/** The code of a refused request; the error page shows it too. */
export function errorCodeOf(response: Response): string {
  const code = response.headers.get('X-Error-Code') ?? '';
  expect(code).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  return code;
}

export function askWhy({ cookies }: Pick<TestOrganisation, 'cookies'>, code: string): Promise<Response> {
  return send(`/v1/admin/explanations/${code}`, { headers: { Cookie: cookies } });
}

export async function explanationOf(organisation: TestOrganisation, code: string): Promise<ReadExplanation> {
  const response = await askWhy(organisation, code);
  expect(response.status).toBe(200);
  return (await response.json()) as ReadExplanation;
}

export async function platformExplanationOf(operator: TestOperator, code: string): Promise<ReadExplanation> {
  const response = await sendAsOperator(operator, 'GET', `/v1/system/explanations/${code}`);
  expect(response.status).toBe(200);
  return (await response.json()) as ReadExplanation;
}
