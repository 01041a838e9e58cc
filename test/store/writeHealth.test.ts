import { StoreFault } from '../../store/storeFault';
import { createWriteHealth, type WriteHealth } from '../../store/writeHealth';

describe('whether writes succeed', () => {
  let isMended: boolean;
  let probes: number;
  let health: WriteHealth;
  beforeEach(() => {
    jest.useFakeTimers();
    [isMended, probes] = [false, 0];
    health = createWriteHealth(async () => {
      probes += 1;
      if (!isMended) throw new StoreFault('full');
    });
  });
  afterEach(() => {
    health.stop();
    jest.useRealTimers();
  });

  it('is no more at the first fault of the file, and again by itself once a write worked', async () => {
    expect(health.healthy()).toBe(true);
    const fault = new StoreFault('full');
    expect(health.failed(fault)).toBe(fault);
    expect(health.healthy()).toBe(false);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(probes).toBeGreaterThan(1);
    expect(health.healthy()).toBe(false);
    isMended = true;
    await jest.advanceTimersByTimeAsync(5_000);
    expect(health.healthy()).toBe(true);
  });

  it('stays so for a damaged file, to which nothing is written any more, whatever comes after', async () => {
    isMended = true;
    health.failed(new StoreFault('corrupt'));
    health.failed(new StoreFault('full'));
    await jest.advanceTimersByTimeAsync(5_000);
    expect([health.healthy(), probes]).toEqual([false, 0]);
    expect(() => health.assertWritable()).toThrow(expect.objectContaining({ code: 'corrupt' }));
  });

  it('is not in doubt for what is no fault of the file', () => {
    health.failed(new StoreFault('invalidCommit'));
    expect(health.healthy()).toBe(true);
    expect(() => health.assertWritable()).not.toThrow();
  });
});
