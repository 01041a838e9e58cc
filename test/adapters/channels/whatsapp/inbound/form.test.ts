import { readForm } from '../../../../../adapters/channels/whatsapp/inbound/form';

const read = (text: string | Buffer) => readForm(Buffer.from(text));
const entries = (text: string) => {
  const form = read(text);
  return typeof form === 'string' ? form : Object.fromEntries(form);
};

describe('a form', () => {
  it('keeps every parameter, empty ones too', () => {
    expect(entries('Body=&From=whatsapp%3A%2B66&NoValue&=nameless')).toEqual({
      Body: '',
      From: 'whatsapp:+66',
      NoValue: '',
      '': 'nameless',
    });
    expect(entries('')).toEqual({});
    expect(entries('&&a=1&')).toEqual({ a: '1' });
  });

  it('reads spaces, signs and other scripts as they were meant', () => {
    expect(entries('Body=a+b%20c%2B%26%3D&x=1=2')).toEqual({ Body: 'a b c+&=', x: '1=2' });
    expect(entries('Body=%E0%B8%AA%20%F0%9F%91%8B')).toEqual({ Body: 'ส 👋' });
    expect(entries('Body=สวัสดี')).toEqual({ Body: 'สวัสดี' });
    expect(entries('\uFEFFBody=x')).toEqual({ '\uFEFFBody': 'x' });
    expect(entries('%EF%BB%BFBody=%00')).toEqual({ '\uFEFFBody': '\u0000' });
  });

  it('treats names that mean something to JavaScript as names', () => {
    const form = read('__proto__=a&constructor=b&hasOwnProperty=c');
    expect(form instanceof Map && form.get('__proto__')).toBe('a');
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });

  it.each([
    ['a broken percent sign', 'Body=%'],
    ['half a percent sign', 'Body=%4'],
    ['a percent sign in a name', '%zz=1'],
    ['bytes that are no UTF-8', 'Body=%ff'],
    ['half a surrogate pair', 'Body=%ED%A0%80'],
    ['an overlong encoding', 'Body=%C0%AF'],
  ])('refuses %s', (_name, text) => {
    expect(read(text)).toBe('encoding');
  });

  it('refuses raw bytes that are no UTF-8', () => {
    expect(read(Buffer.from([0x61, 0x3d, 0xff]))).toBe('encoding');
  });

  it.each(['a=1&a=2', 'a=1&b=2&a=1', 'a=1&%61=1', 'a&a='])('refuses the same name twice: %s', (text) => {
    expect(read(text)).toBe('duplicate');
  });

  it('takes a hundred parameters and not one more', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `p${index}=1`).join('&');
    expect(read(many(100))).toHaveProperty('size', 100);
    expect(read(many(101))).toBe('tooMany');
    expect(read(many(50_000))).toBe('tooMany');
  });
});
