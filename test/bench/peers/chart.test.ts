/** The charts, and their way into the documents. */
import { expect, it } from 'vitest';
import { renderChart } from './chart.ts';
import { costChart, distanceChart } from './charts.ts';
import { withPrinted } from './document.ts';
import { keyOf } from './samples.ts';

const CHART = renderChart({
  title: 'Less < more',
  legend: ['server', 'PostgreSQL'],
  groups: [
    {
      label: 'one',
      bars: [
        { label: 'a', parts: [3, 1], text: '3 + 1' },
        { label: 'b', parts: [1, 1], text: '1 + 1' },
      ],
    },
    { label: 'two', bars: [{ label: 'a', parts: [0.5], text: '0.5' }] },
  ],
});

const rectangles = (svg: string) =>
  [...svg.matchAll(/<rect class="part(\d)" x="([\d.]+)" y="(\d+)" width="([\d.]+)"/g)].map((found) =>
    found.slice(1).map(Number),
  );

it('scales each group by its longest bar, and puts the parts of a bar behind each other', () => {
  const bars = rectangles(CHART).slice(2);
  expect(bars.map(([part, x, , width]) => [part, x, width])).toEqual([
    [0, 130, 330],
    [1, 460, 110],
    [0, 130, 110],
    [1, 240, 110],
    [0, 130, 440],
  ]);
  // The groups below each other, and none outside the picture.
  const lines = bars.map(([, , y]) => y ?? 0);
  expect(lines).toEqual([...lines].sort((a, b) => a - b));
  expect(Number(/height="(\d+)" role/.exec(CHART)?.[1])).toBeGreaterThan((lines.at(-1) ?? 0) + 12);
});

it('is a picture of its own, on light pages and on dark ones', () => {
  expect(CHART).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 760 \d+"/);
  expect(CHART).toContain('<title>Less &lt; more</title>');
  expect(CHART).toContain('@media(prefers-color-scheme:dark)');
  expect(CHART).not.toMatch(/Less <|NaN|Infinity|href|<script/);
});

it('draws what was measured', () => {
  const sample = { requests: 100, p50: 5, server: 0.2, postgres: 0.04 };
  const costs = costChart(new Map([[keyOf('userinfo', 'Cerberus'), [sample]]]), ['Cerberus', 'another']);
  expect(costs).toContain('2.00 + 0.40 ms');
  expect(costs.match(/class="head"/g)).toHaveLength(1);
  const far = { workload: 'refresh', server: 'another', roundTrips: 8, p50: [9, 174.4, 700] };
  const near = { workload: 'refresh', server: 'Cerberus', roundTrips: 1, p50: [3, 24.6, 85] };
  const distances = distanceChart([far, near], ['Cerberus', 'another']);
  expect(distances).toContain('174 ms, 8 round trips<');
  expect(distances).toContain('25 ms, 1 round trip<');
});

it('replaces in the document what was printed before, and nothing else', () => {
  const document = withPrinted(
    'Before.\n<!-- What npm run bench printed. -->\n\nold\n\n<!-- The end of what it printed. -->\nAfter.\n',
    '| new |',
  );
  expect(document).toBe(
    'Before.\n<!-- What npm run bench printed. -->\n\n| new |\n\n<!-- The end of what it printed. -->\nAfter.\n',
  );
  expect(() => withPrinted('Before.', '| new |')).toThrow('has no line');
});
