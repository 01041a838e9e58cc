import { windowShare, windowWords } from '../../../web/phone/client/windowWords';

const HOUR_MS = 3_600_000;

it('counts the hours and minutes the bank may still write in', () => {
  expect(windowWords({ open: true, until: 24 * HOUR_MS }, HOUR_MS - 1)).toBe('Open for another 23 h 1 min');
  expect(windowWords({ open: true, until: 30_000 }, 0)).toBe('Open for another 1 min');
  expect(windowShare({ open: true, until: 12 * HOUR_MS }, 0)).toBe(0.5);
});

it('tells a window that has closed from one that never opened', () => {
  expect(windowWords({ open: false, until: 1 }, 2)).toMatch(/^Closed/);
  expect(windowWords({ open: false, until: 0 }, 2)).toMatch(/first message/);
  expect(windowShare({ open: false, until: 1 }, 0)).toBe(0);
});
