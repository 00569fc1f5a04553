/** A fixed number of callers who ask again as soon as they are answered, over connections that stay open. */
import { Agent, get } from 'node:http';

export interface Measurement {
  requestsPerSecond: number;
  /** Milliseconds. */
  p50: number;
  p95: number;
}

export async function measure(
  nextUrl: () => string,
  { callers, seconds }: { callers: number; seconds: number },
): Promise<Measurement> {
  const agent = new Agent({ keepAlive: true, maxSockets: callers });
  const latencies: number[] = [];
  const started = performance.now();
  const deadline = started + seconds * 1000;
  const call = async () => {
    while (performance.now() < deadline) {
      const asked = performance.now();
      await request(nextUrl(), agent);
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

function request(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = get(url, { agent }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => {
        // An answer without the person would be measured as a fast one.
        const id = url.slice(url.lastIndexOf('/') + 1);
        if (response.statusCode === 200 && body.includes(id)) resolve();
        else reject(new Error(`${url} answered ${response.statusCode}: ${body.slice(0, 300)}`));
      });
    });
    outgoing.on('error', reject);
  });
}
