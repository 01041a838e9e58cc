import { linkify } from '../../../web/chat/client/linkify';

const urls = (text: string) => linkify(text).flatMap(({ url }) => url ?? []);

describe('linkify', () => {
  it('finds web addresses and keeps every character of the text', () => {
    const text = 'Terms: https://larkfield.example/terms\nFacts (http://larkfield.example/a_(b)).';
    expect(
      linkify(text)
        .map((segment) => segment.text)
        .join(''),
    ).toBe(text);
    expect(urls(text)).toEqual(['https://larkfield.example/terms', 'http://larkfield.example/a_(b)']);
  });

  it.each([
    ['Read https://larkfield.example/privacy.', 'https://larkfield.example/privacy'],
    ['(see https://larkfield.example/x?y=1!)', 'https://larkfield.example/x?y=1'],
    ['請閱讀https://larkfield.example/terms。然後', 'https://larkfield.example/terms'],
  ])('leaves the punctuation of the sentence outside: %s', (text, url) => {
    expect(urls(text)).toEqual([url]);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'https://',
    'https://user@larkfield.example/',
    'mailto:a@b.example',
  ])('makes no link of %s', (text) => {
    expect(linkify(text)).toEqual([{ text }]);
  });
});
