/** A fixed number of callers who ask again as soon as they are answered, over connections that stay open. */
import { Agent, get } from 'node:http';

export interface Measurement {
  requestsPerSecond: number;
  /** Milliseconds. */
  p50: number;
  p95: number;
}

export interface Question {
  url: string;
  /** What the answer contains: another one would be measured as a fast one. */
  expected: string;
}

export async function measure(
  next: () => Question,
  { callers, seconds }: { callers: number; seconds: number },
): Promise<Measurement> {
  const agent = new Agent({ keepAlive: true, maxSockets: callers });
  const latencies: number[] = [];
  const started = performance.now();
  const deadline = started + seconds * 1000;
  const call = async () => {
    while (performance.now() < deadline) {
      const asked = performance.now();
      await request(next(), agent);
      latencies.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  const elapsed = (performance.now() - started) / 1000;
  agent.destroy();
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  return { requestsPerSecond: latencies.length / elapsed, p50: at(0.5), p95: at(0.95) };
}

function request({ url, expected }: Question, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = get(url, { agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        if (response.statusCode === 200 && body.includes(expected)) resolve();
        else reject(new Error(`${url} answered ${response.statusCode}: ${body.toString('utf8', 0, 300)}`));
      });
    });
    outgoing.on('error', reject);
  });
}
