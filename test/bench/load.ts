/** A fixed number of callers who ask again as soon as they are answered, over connections that stay open. */
import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface Measurement {
  requests: number;
  requestsPerSecond: number;
  /** Milliseconds. */
  p50: number;
  p95: number;
}

export interface Load {
  callers: number;
  seconds: number;
  /** So many calls at most: there is nothing prepared for more. */
  most?: number;
}

export interface Question {
  url: string;
  /** GET, unless there is a body. */
  headers?: Record<string, string>;
  /** A form, unless the headers say otherwise. */
  body?: string;
  /** What an answer of 200, or the address that it leads to, contains: another one would be measured as a fast one. */
  expected: string;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export function measure(next: () => Question, load: Load): Promise<Measurement> {
  return measureCalls((agent) => ask(next(), agent), load);
}

/** @param call one of the things that are counted; what it throws ends the measurement */
export async function measureCalls(
  call: (agent: Agent) => Promise<unknown>,
  { callers, seconds, most = Number.POSITIVE_INFINITY }: Load,
): Promise<Measurement> {
  const agent = new Agent({ keepAlive: true, maxSockets: callers });
  const latencies: number[] = [];
  let begun = 0;
  const started = performance.now();
  const deadline = started + seconds * 1000;
  const caller = async () => {
    while (performance.now() < deadline && begun++ < most) {
      const asked = performance.now();
      await call(agent);
      latencies.push(performance.now() - asked);
    }
  };
  try {
    await Promise.all(Array.from({ length: callers }, caller));
  } finally {
    agent.destroy();
  }
  const elapsed = (performance.now() - started) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  const requests = latencies.length;
  return { requests, requestsPerSecond: requests / elapsed, p50: at(0.5), p95: at(0.95) };
}

/** @throws when the answer is not the expected one */
export async function ask(question: Question, agent: Agent): Promise<Answer> {
  const { url, expected } = question;
  const answer = await send(question, agent);
  const { location } = answer.headers;
  if (location === undefined ? answer.status === 200 && answer.body.includes(expected) : location.includes(expected)) {
    return answer;
  }
  throw new Error(`${url} answered ${answer.status} ${location ?? ''}: ${answer.body.toString('utf8', 0, 300)}`);
}

export function send({ url, headers, body }: Omit<Question, 'expected'>, agent: Agent): Promise<Answer> {
  const type = body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' };
  const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  const options = { agent, method: body === undefined ? 'GET' : 'POST', headers: { ...type, ...length, ...headers } };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
