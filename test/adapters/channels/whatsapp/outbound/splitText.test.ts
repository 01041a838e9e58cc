import { splitText } from '../../../../../adapters/channels/whatsapp/outbound/splitText';

describe('a long text', () => {
  it.each(['。', '！', '？', '।'])('whose sentence ends with %s just after what fits is cut before it', (mark) => {
    for (const at of [8, 9, 10, 11, 12]) {
      const text = `${'字'.repeat(at)}${mark}${'字'.repeat(6)}`;
      const pieces = splitText(text, 10);
      expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(10);
      expect(pieces.join('')).toBe(text);
    }
  });

  it('is cut after a sentence that just fits, and before white space that does not', () => {
    expect(splitText('字字字字字字字字字。字字', 10)).toEqual(['字字字字字字字字字。', '字字']);
    expect(splitText('abcdefghi. klm', 10)).toEqual(['abcdefghi.', 'klm']);
  });
});
