import { inventNumber, readAddress } from '../../../web/phone/client/customerAddress';

it.each([
  ['whatsapp:+85251234567', 'whatsapp:+85251234567'],
  ['whatsapp: 85251234567', 'whatsapp:+85251234567'],
  ['+85251234567', 'whatsapp:+85251234567'],
  ['whatsapp:HK.ENcaPJrQ1zKq9', 'whatsapp:HK.ENcaPJrQ1zKq9'],
])('reads the address %j', (typed, address) => expect(readAddress(typed)).toBe(address));

it.each(['', 'whatsapp:', 'whatsapp:<b>', 'mei@example.com', '+0123', '+1'])('takes %j for no address', (typed) => {
  expect(readAddress(typed)).toBeUndefined();
});

it('makes up a number that differs in its last digits only', () => {
  const digits = [0, 0.25, 0.5, 0.75, 0.999];
  expect(inventNumber('+85251234567', () => digits.shift() ?? 0)).toBe('whatsapp:+85251202579');
});
