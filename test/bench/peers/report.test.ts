/** What the report reads from what was measured, for samples that are given here. */
import { describe, expect, it } from 'vitest';
import { OURS } from './contestants.ts';
import { LIMIT } from './limit.ts';
import { coldTable, costTable, distanceTable, goalTable, limitTable } from './report.ts';
import { keyOf, medianCost, multiple, requestsPerProcessorSecond, type Sample } from './samples.ts';
import { readSelection } from './selection.ts';

/** @param server and postgres milliseconds for one request */
const sample = (server: number, postgres: number, p50 = 5): Sample => ({
  requests: 100,
  p50,
  server: server / 10,
  postgres: postgres / 10,
});

const SAMPLES = new Map([
  [keyOf('discovery', OURS), [sample(0.1, 0), sample(0.3, 0.001), sample(0.2, 0)]],
  [keyOf('introspection', OURS), [sample(2, 0.4, 7), sample(4, 0.4, 8), sample(2.2, 0.6, 9)]],
  [keyOf('introspection', 'another'), [sample(8, 1), sample(8, 1), sample(8, 1)]],
  [keyOf('signIn', OURS), [sample(40, 6), sample(42, 6), sample(44, 6)]],
  [keyOf('empty', LIMIT), [sample(0.1, 0), sample(0.1, 0), sample(0.1, 0)]],
  [keyOf('select', LIMIT), [sample(1, 0.2), sample(2, 0.2), sample(1, 0.2)]],
  [keyOf('insert', LIMIT), [sample(1, 0.2), sample(1, 0.2), sample(1, 0.2)]],
  [keyOf('hash', LIMIT), [sample(36, 0), sample(36, 0), sample(36, 0)]],
]);

const of = (workload: string, server: string) => SAMPLES.get(keyOf(workload, server)) ?? [];
const rowsOf = (table: string) =>
  table
    .split('\n')
    .slice(2)
    .map((line) => line.slice(2, -2).split(' | '));

describe('what is chosen', () => {
  it('is everything unless something is named, and the limit in any case', () => {
    const everything = readSelection(undefined, [OURS, 'another'], LIMIT);
    expect(everything('code', 'another')).toBe(true);
    const chosen = readSelection('code,refresh,another', [OURS, 'another'], LIMIT);
    expect([chosen('code', 'another'), chosen('code', OURS), chosen('jwks', 'another')]).toEqual([true, false, false]);
    expect([chosen('select', LIMIT), readSelection('code', [OURS], LIMIT)('code', OURS)]).toEqual([true, true]);
    expect(() => readSelection('nothing', [OURS], LIMIT)).toThrow('nothing is none of discovery');
  });
});

describe('what is read from the samples', () => {
  it('is the median of the rounds', () => {
    expect(medianCost(of('introspection', OURS), 'server')).toBeCloseTo(2.2);
    expect(requestsPerProcessorSecond(of('introspection', OURS), 'postgres')).toBeCloseTo(2500);
  });

  it('compares within a round: a round in which everything was slow says the same as the others', () => {
    expect(multiple(of('introspection', OURS), of('select', LIMIT), 'server')).toBeCloseTo(2);
  });

  it('leaves out what every server has to pay', () => {
    expect(multiple(of('signIn', OURS), of('insert', LIMIT), 'server', of('hash', LIMIT))).toBeCloseTo(6);
  });
});

describe('the tables', () => {
  it('have a row for each workload that a server was asked, in the order of the workloads', () => {
    expect(rowsOf(costTable(SAMPLES, [OURS, 'another']))).toEqual([
      ['discovery', OURS, '5000', '–', '0.20', '–', '5.0'],
      ['introspection', OURS, '455', '2500', '2.20', '0.40', '8.0'],
      ['introspection', 'another', '125', '1000', '8.00', '1.00', '5.0'],
      ['whole sign-in', OURS, '24', '167', '42.00', '6.00', '5.0'],
    ]);
  });

  it('show the limits', () => {
    expect(rowsOf(limitTable(SAMPLES))[1]).toEqual(['one SELECT', '1000', '5000', '1.00', '0.20', '5.0']);
  });

  it('show what a distance means', () => {
    const far = { workload: 'code', server: OURS, roundTrips: 2, p50: [7.61, 49.8, 170] };
    expect(rowsOf(distanceTable([{ ...far, server: 'another', roundTrips: 8.14 }, far], [OURS, 'another']))).toEqual([
      ['code exchange', OURS, '2', '7.6', '49.8', '170.0'],
      ['code exchange', 'another', '8.1', '7.6', '49.8', '170.0'],
    ]);
  });

  it('compare a cold start with that of the least Worker', () => {
    const starts = [
      { server: OURS, first: 300, firstFromDatabase: 320 },
      { server: LIMIT, first: 40, firstFromDatabase: 45 },
    ];
    expect(rowsOf(coldTable(starts))).toEqual([
      [OURS, '300', '320', '7.5'],
      [LIMIT, '40', '45', '1.0'],
    ]);
  });

  it('show each multiple beside its goal', () => {
    expect(rowsOf(goalTable(SAMPLES, [OURS, 'another']))).toEqual([
      ['discovery', 'an empty Hono route', '2.00', '–', '1', '–', '–', '–'],
      ['introspection', 'one SELECT', '2.00', '8.00', '1.35', '2.00', '5.00', '2'],
      [
        'whole sign-in',
        'one INSERT, one Ed25519 signature, without one Argon2id hash',
        ...['6.00', '–', '8', '30.00', '–', '30'],
      ],
    ]);
  });
});
