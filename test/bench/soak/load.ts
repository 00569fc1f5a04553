/** Many callers at once, some of whom hang up: what came back, and what went wrong. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Caller {
  organisationId: string;
  /** The Cookie header of a signed-in person. */
  cookies: string;
}

export interface Outcome {
  answered: number;
  aborted: number;
  /** Everything that should not have happened, each in a sentence. */
  surprises: string[];
}

interface Scenario {
  name: string;
  path: (caller: Caller) => string;
  status: number;
  /** Milliseconds after which the caller hangs up. */
  abortAfter?: () => number;
}

const soak = (name: string, rest: Partial<Scenario> = {}): Scenario => ({
  name,
  path: ({ organisationId }) => `/soak/${name}/${organisationId}`,
  status: 200,
  ...rest,
});
const randomDelay = () => Math.random() * 60;

const SCENARIOS: readonly Scenario[] = [
  { name: 'profile', path: () => '/v1/me/profile', status: 200 },
  soak('flight'),
  soak('read'),
  soak('write'),
  soak('transaction'),
  soak('refused'),
  soak('throwing', { status: 500 }),
  soak('slow'),
  ...['read', 'write', 'transaction', 'slow', 'slow-transaction'].map((name) =>
    soak(name, { abortAfter: randomDelay }),
  ),
];

/** Nothing takes that long: a request that does hangs. */
const HANG_MS = 20_000;

export async function putUnderLoad(
  url: string,
  options: { callers: readonly Caller[]; concurrency: number; seconds: number },
): Promise<Outcome> {
  const outcome: Outcome = { answered: 0, aborted: 0, surprises: [] };
  const deadline = performance.now() + options.seconds * 1000;
  const worker = async (index: number) => {
    for (let step = index; performance.now() < deadline; step++) {
      const scenario = SCENARIOS[step % SCENARIOS.length] as Scenario;
      const caller = options.callers[Math.floor(Math.random() * options.callers.length)] as Caller;
      await callOnce(url, scenario, caller, outcome);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, (_, index) => worker(index)));
  return outcome;
}

async function callOnce(url: string, scenario: Scenario, caller: Caller, outcome: Outcome): Promise<void> {
  const delay = scenario.abortAfter?.();
  const controller = new AbortController();
  if (delay !== undefined) void sleep(delay).then(() => controller.abort());
  const surprise = (what: string) => outcome.surprises.push(`${scenario.name}: ${what}`);
  try {
    const response = await fetch(url + scenario.path(caller), {
      headers: { Cookie: caller.cookies },
      signal: AbortSignal.any([controller.signal, AbortSignal.timeout(HANG_MS)]),
    });
    const body = await response.text();
    outcome.answered++;
    if (response.status !== scenario.status) surprise(`${response.status} ${body.slice(0, 200)}`);
    else if (response.status === 200) checkOwnership(body, caller, surprise);
  } catch (error) {
    if (controller.signal.aborted) outcome.aborted++;
    else surprise(`${error}`);
  }
}

/** Every row that an answer tells of belongs to the organisation that was asked for. */
function checkOwnership(body: string, { organisationId }: Caller, surprise: (what: string) => void): void {
  const { organisations, organisation } = JSON.parse(body) as {
    organisations?: string[];
    organisation?: { id: string };
  };
  const seen = organisations ?? [organisation?.id];
  if (seen.length === 0 || seen.some((id) => id !== organisationId)) surprise(`saw ${seen} for ${organisationId}`);
}
