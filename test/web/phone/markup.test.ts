import fc from 'fast-check';
import { type Piece, readMarkup } from '../../../web/phone/client/markup';

const words = (pieces: readonly Piece[]): string =>
  pieces.map((piece) => ('pieces' in piece ? `<${piece.kind}>${words(piece.pieces)}</>` : piece.text)).join('');
const shown = (text: string): string => words(readMarkup(text));

describe('WhatsApp’s marks', () => {
  it.each([
    ['*bold* and _italic_ and ~struck~', '<bold>bold</> and <italic>italic</> and <strike>struck</>'],
    ['*_both_*', '<bold><italic>both</></>'],
    ['*粗體*：文字', '<bold>粗體</>：文字'],
    ['(*a*)', '(<bold>a</>)'],
    ['*two words*, more', '<bold>two words</>, more'],
  ])('lay out %s', (text, expected) => expect(shown(text)).toBe(expected));

  it.each(['2*3*4', 'snake_case_name', '* a *', '*a *', '*open', '**', '*a\nb*', '~', 'a*b* c'])(
    'leave %j as it is',
    (text) => expect(shown(text)).toBe(text),
  );

  it('have no meaning inside a block of fixed width', () => {
    expect(readMarkup('see ```*LF_1* x```.')).toEqual([
      { kind: 'text', text: 'see ' },
      { kind: 'mono', text: '*LF_1* x' },
      { kind: 'text', text: '.' },
    ]);
  });

  it('have no meaning inside a web address, which may itself be marked', () => {
    const url = 'https://larkfield.example/a_b_c';
    expect(readMarkup(`*${url}*`)).toEqual([{ kind: 'bold', pieces: [{ kind: 'link', text: url, url }] }]);
    expect(readMarkup(`_x ${url}`)).toHaveLength(2);
  });

  it('make no address of anything but the web’s', () => {
    for (const text of ['javascript:alert(1)', 'data:text/html,x', 'ftp://x.example']) {
      expect(readMarkup(text)).toEqual([{ kind: 'text', text }]);
    }
  });

  it('lose nothing but the marks, whatever is written', () => {
    const letter = fc.constantFrom('*', '_', '~', '`', 'a', ' ', '\n', '好', '👍🏽', 'https://x.example/_');
    const plain = (pieces: readonly Piece[]): string =>
      pieces.map((piece) => ('pieces' in piece ? plain(piece.pieces) : piece.text)).join('');
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 24 }), (letters) => {
        const text = letters.join('');
        expect(plain(readMarkup(text)).replace(/[*_~`]/g, '')).toBe(text.replace(/[*_~`]/g, ''));
      }),
    );
  });
});
