import { HTTP_LIMITS } from '../../adapters/http';
import { createRetryBudgets } from '../../adapters/httpRetryBudget';

const budgets = () => {
  const time = { now: 0 };
  return { time, ...createRetryBudgets(HTTP_LIMITS.retries, () => time.now) };
};
const spendAll = ({ spend }: { spend(host: string): boolean }) => {
  let spent = 0;
  while (spend('bank')) spent += 1;
  return spent;
};

describe('the retry budget of a host', () => {
  it('is a tenth of its calls, beyond a few to begin with', () => {
    const budget = budgets();
    expect(spendAll(budget)).toBe(10);
    for (let calls = 0; calls < 55; calls++) budget.earn('bank');
    expect(spendAll(budget)).toBe(5);
  });

  it('lets a lone lead of a quiet night be tried again', () => {
    const budget = budgets();
    spendAll(budget);
    budget.time.now = 9_999;
    expect(budget.spend('bank')).toBe(false);
    budget.time.now = 10_001;
    expect(budget.spend('bank')).toBe(true);
    expect(budget.spend('bank')).toBe(false);
  });

  it('is not saved up over a quiet day', () => {
    const budget = budgets();
    budget.time.now = 24 * 3_600_000;
    expect(spendAll(budget)).toBe(10);
  });

  it('is each host’s own', () => {
    const budget = budgets();
    spendAll(budget);
    expect(budget.spend('another')).toBe(true);
  });
});
