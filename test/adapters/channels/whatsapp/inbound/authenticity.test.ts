import fc from 'fast-check';
import { readForm } from '../../../../../adapters/channels/whatsapp/inbound/form';
import {
  type Fields,
  type How,
  OTHER,
  PUBLIC_BASE_URL,
  type RunningInbox,
  sign,
  startInbox,
  TEXT,
  TOKEN,
} from './inboxHarness';

const REFUSED = { error: { code: 'Forbidden', message: 'The request was refused.' } };
const INBOUND_URL = `${PUBLIC_BASE_URL}/twilio/inbound`;

describe('a webhook', () => {
  let running: RunningInbox;
  beforeAll(async () => {
    running = await startInbox();
  });
  afterAll(() => running.stop());
  beforeEach(() => {
    for (const list of [running.gateway.received, running.gateway.asked, running.gateway.reports, running.logged])
      list.length = 0;
  });
  const nothingKept = () => {
    expect(running.gateway.asked).toEqual([]);
    expect(running.gateway.received).toEqual([]);
    expect(running.gateway.reports).toEqual([]);
  };

  it.each<[string, Fields, How]>([
    ['has no signature', TEXT, { signature: undefined }],
    ['has an empty signature', TEXT, { signature: '' }],
    ['has a short signature', TEXT, { signature: 'abc' }],
    ['has a made-up signature', TEXT, { signature: 'A'.repeat(27).concat('=') }],
    ['has another token', TEXT, { token: 'f'.repeat(32) }],
    ['has an empty token', TEXT, { token: '' }],
    ['is of another account, with that one’s token', TEXT, { token: OTHER.authToken }],
    ['names another account', { ...TEXT, AccountSid: OTHER.accountSid }, {}],
    ['names an unknown account', { ...TEXT, AccountSid: `AC${'c'.repeat(32)}` }, {}],
    ['names no account', { ...TEXT, AccountSid: '' }, {}],
    ['was signed for the other route', TEXT, { signedUrl: `${PUBLIC_BASE_URL}/twilio/status` }],
    ['was signed for another host', TEXT, { signedUrl: 'https://evil.example/twilio/inbound' }],
    ['was signed without TLS', TEXT, { signedUrl: INBOUND_URL.replace('https', 'http') }],
    ['has a query that was not signed', TEXT, { path: '/twilio/inbound?x=1', signedUrl: INBOUND_URL }],
    [
      'says which host was signed',
      TEXT,
      {
        signedUrl: 'https://evil.example/twilio/inbound',
        headers: {
          host: 'evil.example',
          'x-forwarded-host': 'evil.example',
          'x-forwarded-proto': 'https',
          'x-original-url': 'https://evil.example/twilio/inbound',
        },
      },
    ],
    ['carries a text that was not signed', TEXT, { body: new URLSearchParams({ ...TEXT, Body: 'yes' }).toString() }],
    ['is to a sender of another account', { ...TEXT, To: 'whatsapp:+14155238887' }, {}],
    ['is to a sender of nobody', { ...TEXT, To: 'whatsapp:+10000000000' }, {}],
    ['is to nobody', { ...TEXT, To: '' }, {}],
  ])('that %s is refused, and nothing is kept', async (_name, fields, how) => {
    expect(await running.post(fields, how)).toMatchObject({ status: 403, body: REFUSED });
    nothingKept();
    expect(running.logged).toEqual([
      { code: expect.stringMatching(/^whatsapp\.\w+$/), message: 'A webhook was refused' },
    ]);
  });

  it.each<[string, Fields, string | Buffer]>([
    ['names a parameter twice', TEXT, `${new URLSearchParams(TEXT)}&Body=no`],
    ['has broken percent encoding', TEXT, `${new URLSearchParams(TEXT)}&x=%`],
    ['is no UTF-8', TEXT, Buffer.concat([Buffer.from(`${new URLSearchParams(TEXT)}&x=`), Buffer.from([0xff])])],
    ['has too many parameters', TEXT, Array.from({ length: 101 }, (_, index) => `p${index}=`).join('&')],
  ])('that %s is refused even with a signature, and nothing is kept', async (_name, fields, body) => {
    expect((await running.post(fields, { body })).status).toBe(400);
    nothingKept();
  });

  it.each<[string, Fields]>([
    ['has no message', { ...TEXT, MessageSid: '' }],
    ['has an id that is none', { ...TEXT, MessageSid: 'SM1' }],
    ['is from nobody', { ...TEXT, From: '' }],
    ['is from a telephone', { ...TEXT, From: '+66812345678' }],
    ['is from nobody on WhatsApp', { ...TEXT, From: 'whatsapp:' }],
  ])('that %s is no message', async (_name, fields) => {
    expect((await running.post(fields)).status).toBe(400);
    nothingKept();
  });

  it('that is empty is refused', async () => {
    expect((await running.post({}, { body: '' })).status).toBe(403);
    expect((await running.post({}, { body: '', signature: undefined })).status).toBe(403);
    nothingKept();
  });

  it('that is too long, or no form, is refused before it is read', async () => {
    const long = { ...TEXT, Body: 'x'.repeat(64 * 1024) };
    expect((await running.post(long)).status).toBe(413);
    expect((await running.post(TEXT, { headers: { 'content-type': 'application/json' } })).status).toBe(415);
    expect((await running.post(TEXT, { headers: { 'content-encoding': 'gzip' } })).status).toBe(415);
    nothingKept();
  });

  it('that is sent twice has one effect', async () => {
    const answers = [await running.post(TEXT), await running.post(TEXT)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(running.gateway.received).toHaveLength(1);
  });

  it('is believed whatever the headers say of its way here', async () => {
    const headers = { host: 'internal:8080', 'x-forwarded-proto': 'http', 'x-forwarded-host': 'evil.example' };
    expect((await running.post(TEXT, { headers })).status).toBe(200);
  });

  it('is believed with a query of the operator, exactly as it was written', async () => {
    const path = "/twilio/inbound?team=o'neil&b=%C3%A9&empty=&b=a+b";
    expect((await running.post(TEXT, { path })).status).toBe(200);
  });

  it.each<Fields>([
    { Unheard: 'of', '': 'nameless', 'Ünïcode 😀': '😀', Body: '' },
    JSON.parse('{"__proto__":"a","constructor":"b","toString":"c"}'),
    { b: '1', B: '2', a10: '3', a9: '4' },
  ])('is believed with parameters that nobody knows', async (more) => {
    expect((await running.post({ ...TEXT, ...more })).status).toBe(200);
    const body = `${new URLSearchParams({ ...TEXT, ...more })}&Unsigned=1`;
    expect((await running.post({ ...TEXT, ...more }, { body })).status).toBe(403);
  });

  it('has no other method', async () => {
    expect((await fetch(`${running.base}/twilio/inbound`)).status).toBe(405);
  });

  describe('of which one bit changed', () => {
    const path = '/twilio/inbound?team=a%2fb';
    const body = new URLSearchParams(TEXT).toString();
    const signature = sign(TOKEN, PUBLIC_BASE_URL + path, TEXT);
    const unchanged = { path, body: Buffer.from(body), signature };

    /** Posts it with one bit of one part changed; undefined when no client could send that. */
    async function postChanged(part: keyof typeof unchanged, place: number, bit: number) {
      const bytes = Buffer.from(unchanged[part]);
      const [from, length] = part === 'path' ? [path.indexOf('?') + 1, path.length] : [0, bytes.length];
      const at = from + (place % (length - from));
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      const text = bytes.toString('latin1');
      // What comes after a number sign never leaves a client, and a header or an address has no other characters.
      if (part !== 'body' && !/^[\x21\x22\x24-\x7e]+$/.test(text)) return undefined;
      running.gateway.received.length = 0;
      const answer = await running.post(TEXT, { ...unchanged, [part]: part === 'body' ? bytes : text });
      expect(running.gateway.received).toHaveLength(answer.status === 200 ? 1 : 0);
      return { believed: answer.status === 200, bytes, text };
    }
    const anyBit = [fc.nat(), fc.integer({ min: 0, max: 7 })] as const;
    const meantBy = (bytes: Buffer) => {
      const form = readForm(bytes);
      return typeof form === 'string' ? form : JSON.stringify([...form].sort());
    };
    const askedBy = (text: string) => JSON.stringify([...new URL(`http://x${text}`).searchParams]);

    it('in the body is believed only where it says the same, as %2b and %2B do', async () => {
      expect((await running.post(TEXT, unchanged)).status).toBe(200);
      const property = fc.asyncProperty(...anyBit, async (place, bit) => {
        const changed = await postChanged('body', place, bit);
        const same = meantBy(changed?.bytes ?? unchanged.body) === meantBy(unchanged.body);
        expect(changed?.believed).toBe(same);
      });
      await fc.assert(property, { numRuns: 250 });
    });

    it('in the address is believed only where it says the same', async () => {
      const property = fc.asyncProperty(...anyBit, async (place, bit) => {
        const changed = await postChanged('path', place, bit);
        if (changed?.believed) expect(askedBy(changed.text)).toBe(askedBy(path));
      });
      await fc.assert(property, { numRuns: 150 });
    });

    it('in the signature is never believed', async () => {
      const property = fc.asyncProperty(...anyBit, async (place, bit) => {
        expect((await postChanged('signature', place, bit))?.believed ?? false).toBe(false);
      });
      await fc.assert(property, { numRuns: 150 });
    });
  });
});

describe('while a token is being replaced', () => {
  const next = 'abcdefabcdefabcdefabcdefabcdefab';
  let running: RunningInbox;
  beforeAll(async () => {
    const [account] = [{ ...OTHER, authToken: TOKEN, nextAuthToken: next }];
    running = await startInbox({ accounts: [account] });
  });
  afterAll(() => running.stop());

  it.each([
    ['the current token is believed', TOKEN, 200],
    ['the next token is believed', next, 200],
    ['a third one is not', 'c'.repeat(32), 403],
  ])('%s', async (_name, token, status) => {
    const fields = { ...TEXT, AccountSid: OTHER.accountSid, To: 'whatsapp:+14155238887' };
    expect((await running.post(fields, { token })).status).toBe(status);
  });
});
