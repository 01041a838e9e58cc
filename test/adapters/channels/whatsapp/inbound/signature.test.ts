import { isSigned, signatureIn, signedUrl } from '../../../../../adapters/channels/whatsapp/inbound/signature';
import { ACCOUNT } from './inboxHarness';

describe('a signature', () => {
  const documented = new Map([
    ['CallSid', 'CA1234567890ABCDE'],
    ['Caller', '+14158675309'],
    ['Digits', '1234'],
    ['From', '+14158675309'],
    ['To', '+18005551212'],
  ]);
  const account = { ...ACCOUNT, authToken: '12345' };
  const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  const signature = 'RSOYDt4T1cUTdK1PDd93/VVr8B8=';

  it('is the one of the example that Twilio publishes', () => {
    expect(isSigned(account, signature, { url, form: documented })).toBe(true);
  });

  it('is the one that the provider’s own libraries are tested with', () => {
    const form = new Map([...documented, ['Caller', '+14158675310'], ['From', '+14158675310']]);
    expect(isSigned(account, 'GvWf1cFY/Q7PnoempGyD5oXAezc=', { url, form })).toBe(true);
  });

  it.each<[string, Parameters<typeof isSigned>]>([
    ['another token', [{ ...account, authToken: '12346' }, signature, { url, form: documented }]],
    ['another address', [account, signature, { url: `${url}3`, form: documented }]],
    ['another scheme', [account, signature, { url: url.replace('https', 'http'), form: documented }]],
    ['another value', [account, signature, { url, form: new Map([...documented, ['Digits', '1235']]) }]],
    ['one more parameter', [account, signature, { url, form: new Map([...documented, ['More', '']]) }]],
    ['another signature', [account, signature.replace('R', 'S'), { url, form: documented }]],
  ])('does not hold for %s', (_name, given) => {
    expect(isSigned(...given)).toBe(false);
  });

  it('holds whether or not the provider wrote the usual port', () => {
    expect(isSigned(account, signature, { url: url.replace('.com/', '.com:443/'), form: documented })).toBe(true);
  });

  it('is one header of the right length, or there is none', () => {
    expect(signatureIn(signature)).toBe(signature);
    for (const header of [undefined, '', 'short', `${signature}, ${signature}`, [signature]]) {
      expect(signatureIn(header)).toBeUndefined();
    }
  });
});

describe('the address that is signed', () => {
  it.each([
    ['https://chat.bank.example', '', 'https://chat.bank.example/twilio/inbound'],
    ['https://chat.bank.example/', '', 'https://chat.bank.example/twilio/inbound'],
    ['https://chat.bank.example/bot/', 'a=1', 'https://chat.bank.example/bot/twilio/inbound?a=1'],
    ['https://chat.bank.example#rc=5&rp=all', 'c=%C3%A9&w=b', 'https://chat.bank.example/twilio/inbound?c=%C3%A9&w=b'],
    ['https://chat.bank.example/#rc=5', '', 'https://chat.bank.example/twilio/inbound'],
  ])('of %s with "%s"', (base, query, expected) => {
    expect(signedUrl(base, '/twilio/inbound', query)).toBe(expected);
  });
});
