/** The summary line of a test run. */
import { readFile } from 'node:fs/promises';

/** The fields of vitest's JSON report that are used. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

export async function summarise(reportFile: string, exitCode: number): Promise<string> {
  const report = await readReport(reportFile);
  const passed = report?.numPassedTests ?? 0;
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  let failed = report ? report.numFailedTests + countBrokenFiles(report) : 0;
  // Vitest also fails without a failed test: after an error outside of tests, or when no test was found.
  if (exitCode !== 0 && failed === 0) failed = 1;
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Files that failed outside of their tests: an import that throws, a failing beforeAll. */
function countBrokenFiles({ testResults }: Report): number {
  return testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
}

async function readReport(file: string): Promise<Report | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return null;
  }
}
