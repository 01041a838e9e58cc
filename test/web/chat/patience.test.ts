import { waitAfterLoss, waitFor, whenFree } from '../../../web/chat/client/patience';
import { RequestFault } from '../../../web/chat/client/requestFault';

it.each<[string, unknown, number | undefined]>([
  ['busy, and says for how long', new RequestFault(503, 5_000), 5_000],
  ['too fast', new RequestFault(429, 700), 700],
  ['too fast, without a word for how long', new RequestFault(429), 1_000],
  ['hardly any wait at all', new RequestFault(429, 1), 250],
  ['out of order', new RequestFault(503), undefined],
  ['a fault', new RequestFault(500), undefined],
  ['no answer', new RequestFault(0), undefined],
  ['something else', new Error('no'), undefined],
])('waits for a server that is %s', (_, fault, expected) => {
  expect(waitFor(fault, 0)).toBe(expected);
});

it('spreads those who were turned away together', () => {
  expect([waitFor(new RequestFault(503, 2_000), 0.5), waitFor(new RequestFault(503, 2_000), 1)]).toEqual([
    2_500, 3_000,
  ]);
});

it('asks until it is free, and no longer when it fails', async () => {
  const states: boolean[] = [];
  const answers = [new RequestFault(429, 1), new RequestFault(429, 1), 'done'];
  const ask = async () => {
    const next = answers.shift();
    if (next instanceof Error) throw next;
    return next;
  };
  expect(await whenFree(ask, (isBusy) => states.push(isBusy))).toBe('done');
  expect(states).toEqual([true, true, false]);
  answers.push(new RequestFault(500));
  await expect(whenFree(ask, () => undefined)).rejects.toThrow('500');
});

it.each([0, 408, 502, 504])('tries what was lost on its way with %d twice more, and then asks', (status) => {
  const fault = new RequestFault(status);
  expect([1, 2, 3].map((losses) => waitAfterLoss(fault, losses, 0))).toEqual([1_000, 3_000, undefined]);
  expect(waitAfterLoss(fault, 1, 1)).toBe(1_500);
});

it.each([new RequestFault(400), new RequestFault(500), new Error('no')])('tries nothing again after %s', (fault) => {
  expect(waitAfterLoss(fault, 1)).toBeUndefined();
});
