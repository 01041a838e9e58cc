import { recognize } from '../../dialogs/recognize';
import type { Market } from '../../machines/market';
import { typed } from '../support/fixtures';
import { realViewAt } from '../support/realViews';

function nameIn(market: Market, locale: string, step: string, text: string): unknown {
  const heard = recognize(realViewAt(market, locale, step), typed(text));
  return heard.kind === 'event' && heard.event.type === 'customer.answered' ? heard.event.value : heard;
}

describe('a name', () => {
  it.each<[Market, string, string, string, string]>([
    ['TH', 'th-TH', 'givenName', 'ชื่อสมชายครับ', 'สมชาย'],
    ['TH', 'th-TH', 'givenName', 'ผมชื่อสมชาย', 'สมชาย'],
    ['TH', 'th-TH', 'givenName', 'สมหญิงค่ะ', 'สมหญิง'],
    ['TH', 'th-TH', 'familyName', 'นามสกุลใจดีค่ะ', 'ใจดี'],
    ['SG', 'en-SG', 'fullName', "I'm Mei Tan", 'Mei Tan'],
    ['SG', 'en-SG', 'fullName', 'I am Mei Tan, thanks', 'Mei Tan'],
    ['ID', 'id-ID', 'fullName', 'saya Budi Santoso', 'Budi Santoso'],
    ['ID', 'id-ID', 'fullName', 'Nama saya Budi', 'Budi'],
    ['MY', 'ms-MY', 'fullName', 'nama saya Ahmad bin Ali', 'Ahmad bin Ali'],
    ['PH', 'fil-PH', 'givenName', 'ako po si Juan', 'Juan'],
    ['VN', 'vi-VN', 'fullName', 'Tôi là Nguyễn Văn An', 'Nguyễn Văn An'],
    ['IN', 'hi-IN', 'fullName', 'मेरा नाम राज शर्मा है', 'राज शर्मा'],
    ['IN', 'hi-IN', 'fullName', 'Mera naam Raj Sharma hai', 'Raj Sharma'],
    ['PL', 'pl-PL', 'givenName', 'mam na imię Jan', 'Jan'],
    ['RU', 'ru-RU', 'givenName', 'меня зовут Иван', 'Иван'],
    ['AE', 'ar-AE', 'fullName', 'أنا سارة أحمد', 'سارة أحمد'],
    ['SG', 'zh-Hans-SG', 'fullName', '我叫 Tan Mei Ling', 'Tan Mei Ling'],
    ['HK', 'zh-Hant-HK', 'givenName', '我叫 Tai Man', 'Tai Man'],
  ])('is taken without what it is introduced by: %s %s %s "%s"', (market, locale, step, text, name) => {
    expect(nameIn(market, locale, step, text)).toBe(name);
  });

  it.each<[Market, string, string, string]>([
    ['SG', 'en-SG', 'fullName', 'Ada Stop'],
    ['SG', 'en-SG', 'fullName', 'Tak Please'],
    ['SG', 'en-SG', 'fullName', 'Im Yoona'],
    ['SG', 'en-SG', 'fullName', 'Iam Khan'],
    ['PH', 'fil-PH', 'familyName', 'Po'],
    ['PH', 'fil-PH', 'givenName', 'Juan Po'],
    ['ID', 'id-ID', 'fullName', 'Sayang Dwi Ya'],
    ['ID', 'id-ID', 'fullName', 'Tak Ada'],
    ['TH', 'th-TH', 'givenName', 'หน่อย'],
    ['TH', 'th-TH', 'familyName', 'สุขใจ'],
    ['PL', 'pl-PL', 'familyName', 'Jestemski'],
    ['RU', 'ru-RU', 'familyName', 'Яковлев'],
    ['AE', 'ar-AE', 'fullName', 'أناس محمد'],
    ['VN', 'vi-VN', 'fullName', 'Tôn Là An'],
  ])('is kept from end to end: %s %s %s "%s"', (market, locale, step, name) => {
    expect(nameIn(market, locale, step, name)).toBe(name);
  });

  it('is not looked for without end', () => {
    const long = 'I am '.repeat(800);
    expect(nameIn('SG', 'en-SG', 'fullName', long)).toMatchObject({ kind: 'unrecognized' });
  });
});
