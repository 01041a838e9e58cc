import { parseField } from '../../dialogs/fields';
import type { StepOf } from '../../machines/flow';
import type { MarketProfile } from '../../machines/market';
import { emirates, hongKong, russia, steps, thailand, viewAt } from '../support/fixtures';

const parse = (field: string, text: string, market: MarketProfile = hongKong, extra: Partial<StepOf<'ask'>> = {}) => {
  const step = steps[field];
  if (step?.kind !== 'ask') throw new Error(`${field} is no question`);
  const parsed = parseField(text, viewAt(field, { market }), { ...step, ...extra });
  return parsed.ok ? parsed.value : parsed.error.text;
};

const india: MarketProfile = {
  ...hongKong,
  locales: [{ tag: 'hi-IN', name: 'हिन्दी', dir: 'ltr' }],
  phone: { region: 'IN', callingCode: '91', example: '98123 45678' },
};
const indonesia: MarketProfile = { ...hongKong, phone: { region: 'ID', callingCode: '62', example: '0812 3456 7890' } };

describe('mobile', () => {
  it.each([
    ['9123 4567', hongKong, '+85291234567'],
    ['+852 9123-4567', hongKong, '+85291234567'],
    ['85291234567', hongKong, '+85291234567'],
    ['0085291234567', hongKong, '+85291234567'],
    ['０８１２ ３４５６ ７８９０', indonesia, '+6281234567890'],
    ['6281234567890', indonesia, '+6281234567890'],
    ['+62 812 3456 7890', indonesia, '+6281234567890'],
    ['๐๘๑ ๒๓๔ ๕๖๗๘', thailand, '+66812345678'],
    ['९८१२३४५६७८', india, '+919812345678'],
    ['٠٥٠ ١٢٣ ٤٥٦٧', emirates, '+971501234567'],
    ['8 916 123-45-67', russia, '+79161234567'],
    ['It is \u202a+7 916 123 45 67\u202c', russia, '+79161234567'],
  ])('reads %s', (text, market, expected) => {
    expect(parse('mobile', text, market)).toBe(expected);
  });

  it.each([
    ['12', hongKong, 'error.mobileInvalid'],
    ['hello', hongKong, 'error.mobileInvalid'],
    ['4111 1111 1111 1111', hongKong, 'error.mobileInvalid'],
    ['2823 1234', hongKong, 'error.mobileLandline'],
    ['+65 8123 4567', hongKong, 'error.mobileCountry'],
    ['+7 701 234 56 78', russia, 'error.mobileCountry'],
    ['8 701 234 56 78', russia, 'error.mobileCountry'],
  ])('refuses %s', (text, market, key) => {
    expect(parse('mobile', text, market)).toBe(key);
  });
});

describe('email', () => {
  it.each([
    ['Mei.Tan@Example.COM', 'Mei.Tan@example.com'],
    ['mailto:a+b@example.co.uk.', 'a+b@example.co.uk'],
    ['Mei Tan <mei@example.com>', 'mei@example.com'],
    ['\u200emei_t@example.com ', 'mei_t@example.com'],
    ['ｍｅｉ＠example.com', 'mei@example.com'],
  ])('reads %s', (text, expected) => {
    expect(parse('email', text)).toBe(expected);
  });

  it.each([
    'mei',
    'mei@',
    '@example.com',
    'a..b@example.com',
    'mei@example',
    'mei tan@example.com',
    'почта@example.com',
    `${'x'.repeat(65)}@example.com`,
  ])('refuses %s', (text) => {
    expect(parse('email', text)).toBe('error.emailInvalid');
  });
});

describe('names', () => {
  it.each([
    ['  Mei   Ling ', hongKong],
    ["O'Brien-Smith", hongKong],
    ['Ahmad bin Abdullah', hongKong],
    ['Ravi a/l Kumar @ Raj', hongKong],
    ['José Ñuñez', hongKong],
    ['陳大文', hongKong],
    ['王', hongKong],
    ['ปิยะ', thailand],
    ['Мария-Анна', russia],
    ['محمد علي', emirates],
    ['मोहन', india],
    ['S.', hongKong],
  ])('accepts %s', (name, market) => {
    expect(parse('fullName', name, market)).toBe(name.trim().replace(/\s+/g, ' ').normalize('NFC'));
  });

  it('bounds what is stored when marks are piled on letters', () => {
    expect(parse('fullName', `Me${'\u0301'.repeat(200)}i`)).toBe('error.nameLong');
    expect(parse('addressLine', `12 Garden Road${'\u0301'.repeat(300)}`)).toBe('error.addressLong');
    expect(parse('fullName', 'Ｍｅｉ　Ｔａｎ')).toBe('Mei Tan');
  });

  it('writes curly apostrophes and dashes plainly and composes letters', () => {
    expect(parse('fullName', 'D\u2019Arcy\u2013Lee Jose\u0301')).toBe("D'Arcy-Lee José");
  });

  it.each([
    ['A', 'error.nameShort'],
    ['---', 'error.nameShort'],
    ['12345', 'error.nameCharacters'],
    ['Mei 4111111111111111', 'error.nameCharacters'],
    ['Mei 😀', 'error.nameCharacters'],
    ['visit www.example', 'error.nameCharacters'],
    ['evil.com', 'error.nameCharacters'],
    ['Мария', 'error.nameScript'],
    ['x'.repeat(71), 'error.nameLong'],
  ])('refuses %s', (name, key) => {
    expect(parse('fullName', name)).toBe(key);
  });

  it('counts letters as people see them', () => {
    expect(parse('givenName', 'กำ'.repeat(20), thailand)).toBe('กำ'.repeat(20));
    expect(parse('givenName', 'x'.repeat(41), thailand)).toBe('error.nameLong');
  });
});

describe('addresses', () => {
  it('accepts one line, joined from several', () => {
    expect(parse('addressLine', '12 Garden Road\nFlat 3B')).toBe('12 Garden Road, Flat 3B');
  });

  it.each([
    ['12', 'error.addressShort'],
    ['123456', 'error.addressShort'],
    ['x'.repeat(121), 'error.addressLong'],
    ['my card 4111 1111 1111 1111', 'say.cardNumberRemoved'],
    ['NIK ٣١٧٤٠١٢٣٤٥٦٧٨٩٠١', 'say.cardNumberRemoved'],
  ])('refuses %s', (text, key) => {
    expect(parse('addressLine', text)).toBe(key);
  });
});

describe('rules of a step', () => {
  it('can tighten a field, never loosen it', () => {
    expect(parse('fullName', 'Mei', hongKong, { rules: [{ rule: 'minLength', value: 4 }] })).toBe('error.nameShort');
    expect(parse('addressLine', '12 Garden Road', hongKong, { rules: [{ rule: 'maxLength', value: 10 }] })).toBe(
      'error.addressLong',
    );
    expect(parse('fullName', 'A', hongKong, { rules: [{ rule: 'minLength', value: 1 }] })).toBe('error.nameShort');
    expect(parse('salutation', 'Ms', hongKong, { rules: [{ rule: 'oneOf', values: ['MR'] }] })).toBe('error.choice');
  });
});
