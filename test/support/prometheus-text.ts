/** A reader of Prometheus' text format, as its documentation has the grammar. It refuses what Prometheus would refuse. */

export interface ReadSample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export interface ReadMetric {
  name: string;
  help: string;
  type: string;
  samples: ReadSample[];
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const HELP = new RegExp(`^# HELP (${NAME}) (.*)$`, 's');
const TYPE = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram|summary|untyped)$`);
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`, 's');
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/sy;
const PARTS = ['', '_bucket', '_sum', '_count'];

/** @throws Error that names the line */
export function readPrometheusText(text: string): ReadMetric[] {
  if (!text.endsWith('\n')) throw new Error('The last line must end');
  const metrics: ReadMetric[] = [];
  for (const line of text.slice(0, -1).split('\n')) readLine(metrics, line);
  for (const { name, samples } of metrics) {
    const keys = samples.map((sample) => JSON.stringify([sample.name, Object.entries(sample.labels).sort()]));
    if (new Set(keys).size < keys.length) throw new Error(`${name} has two samples with the same labels`);
  }
  return metrics;
}

function readLine(metrics: ReadMetric[], line: string): void {
  const current = metrics.at(-1);
  const [, helped, help] = HELP.exec(line) ?? [];
  const [, typed, type] = TYPE.exec(line) ?? [];
  if (helped !== undefined && help !== undefined) {
    if (metrics.some(({ name }) => name === helped)) throw new Error(`${helped} is there twice`);
    metrics.push({ name: helped, help: unescaped(help), type: '', samples: [] });
  } else if (typed !== undefined && type !== undefined && current?.name === typed) {
    current.type = type;
  } else {
    const [, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
    const isOfIt = PARTS.some((part) => name === `${current?.name}${part}`);
    if (!isOfIt) throw new Error(`Not a sample of ${current?.name}: ${line}`);
    current?.samples.push({ name, labels: readLabels(labels), value: readNumber(value) });
  }
}

function readLabels(text: string): Record<string, string> {
  const labels: [string, string][] = [];
  for (LABEL.lastIndex = 0; LABEL.lastIndex < text.length; ) {
    const [, name, value] = LABEL.exec(text) ?? [];
    if (name === undefined || value === undefined) throw new Error(`Not labels: ${text}`);
    labels.push([name, unescaped(value)]);
  }
  return Object.fromEntries(labels);
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_whole, character) => (character === 'n' ? '\n' : character));
}

function readNumber(text: string): number {
  const value = Number(text.replace('Inf', 'Infinity'));
  if (Number.isNaN(value) && text !== 'NaN') throw new Error(`Not a number: ${text}`);
  return value;
}
