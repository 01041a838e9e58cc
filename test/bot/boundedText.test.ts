import fc from 'fast-check';
import { boundedText } from '../../bot/boundedText';

it.each([
  ['words as they are', 'Nguyễn Văn An 上海 สมชาย', 'Nguyễn Văn An 上海 สมชาย'],
  ['composed spelling', 'Nguye\u0302\u0303n', 'Nguyễn'],
  ['no more than eight marks on a character', `x${'\u0330'.repeat(900)}y`, `x${'\u0330'.repeat(8)}y`],
  ['families of emoji', '👨‍👩‍👧‍👦', '👨‍👩‍👧‍👦'],
])('keeps %s', (_, text, kept) => {
  expect(boundedText(text)).toBe(kept);
});

it('keeps one code point more than a messenger sends, so that too long is told as that', () => {
  expect([...boundedText('👍'.repeat(9_000))]).toHaveLength(4_097);
  expect(boundedText('a'.repeat(4_096))).toHaveLength(4_096);
});

it('never grows a text beyond bounds, and changes nothing the second time', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', '\u0301', '\u0330', 'é', '👍', 'ﷺ', '\u1100', '\u1161'),
    maxLength: 9_000,
  });
  fc.assert(
    fc.property(text, (one) => {
      const kept = boundedText(one);
      expect([...kept].length).toBeLessThanOrEqual(4_097);
      expect(/\p{M}{9}/u.test(kept)).toBe(false);
      expect(boundedText(kept)).toBe(kept);
    }),
  );
});
