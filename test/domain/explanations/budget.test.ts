import { expect, it } from 'vitest';
import { createBudget } from '../../../src/domain/explanations/budget.ts';

const at = (seconds: number) => new Date(1_800_000_000_000 + seconds * 1000);

it('a key has its share of a window, and the next one tells how many were left out', () => {
  const budget = createBudget({ window: 60, perKey: 2, inAll: 100 });
  const taken = [0, 1, 2, 3].map((second) => budget.take('192.0.2.1', at(second)));
  expect(taken).toEqual([{ omitted: 0 }, { omitted: 0 }, null, null]);
  expect(budget.take('192.0.2.2', at(4))).toEqual({ omitted: 0 });
  expect([budget.take('192.0.2.1', at(61)), budget.take('192.0.2.1', at(62))]).toEqual([
    { omitted: 2 },
    { omitted: 0 },
  ]);
});

it('many keys do not add up beyond the whole, nor fill the memory', () => {
  const budget = createBudget({ window: 60, perKey: 2, inAll: 3 });
  const taken = Array.from({ length: 10_000 }, (_, index) => budget.take(`network ${index}`, at(0)));
  expect(taken.filter((one) => one !== null)).toHaveLength(3);
  const later = Array.from({ length: 10_000 }, (_, index) => budget.take(`network ${index}`, at(60)));
  expect(later.filter((one) => one !== null)).toHaveLength(3);
});
