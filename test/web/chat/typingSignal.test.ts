import { TypingSignal } from '../../../web/chat/client/typingSignal';

let now = 0;
let told = 0;
const signalTo = (...spoke: ('person' | 'assistant')[]) => {
  [now, told] = [0, 0];
  const signal = new TypingSignal(
    () => {
      told += 1;
    },
    () => now,
  );
  for (const from of spoke) signal.heard(from);
  return signal;
};

it('tells the assistant nothing, and neither a person who has handed back', () => {
  for (const signal of [signalTo(), signalTo('assistant'), signalTo('person', 'assistant')]) signal.typed();
  expect(told).toBe(0);
});

it('tells a person once in three seconds, however fast somebody types', () => {
  const signal = signalTo('person');
  for (now = 0; now < 9_000; now += 50) signal.typed();
  expect(told).toBe(3);
});

it('tells at once of what comes after a message', () => {
  const signal = signalTo('person');
  signal.typed();
  signal.sent();
  signal.typed();
  expect(told).toBe(2);
});
