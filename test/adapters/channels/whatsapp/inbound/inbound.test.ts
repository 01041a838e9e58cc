import type { CustomerMessage } from '../../../../../dialogs/message';
import {
  ACCOUNT,
  type Fields,
  INBOUND,
  OTHER,
  type RunningInbox,
  SENDER,
  seal,
  startInbox,
  TEXT,
} from './inboxHarness';

const PERSON = 'TH.1234567890123456';
const CONVERSATION = `conversation of ${PERSON}`;

describe('what a customer writes on WhatsApp', () => {
  let running: RunningInbox;
  beforeEach(async () => {
    running = await startInbox();
  });
  afterEach(() => running.stop());

  /** The one message that came of a signed webhook. */
  async function taken(fields: Fields, token?: string): Promise<CustomerMessage> {
    const answer = await running.post(fields, token === undefined ? {} : { token });
    expect(answer).toMatchObject({ status: 200, body: '<?xml version="1.0" encoding="UTF-8"?><Response/>' });
    expect(answer.headers['content-type']).toMatch(/^text\/xml/);
    expect(running.gateway.received).toHaveLength(1);
    return running.gateway.received[0] as CustomerMessage;
  }

  it('becomes a message of its conversation, with all that begins one and where the provider keeps it', async () => {
    expect(await taken(TEXT)).toEqual({
      id: TEXT.MessageSid,
      conversationId: CONVERSATION,
      channel: 'whatsapp',
      receivedAt: running.now,
      start: {
        userId: 'whatsapp:+66812345678',
        markets: ['TH'],
        address: { account: ACCOUNT.accountSid, sender: SENDER, user: 'whatsapp:+66812345678' },
      },
      copy: { account: ACCOUNT.accountSid, message: TEXT.MessageSid, media: [] },
      kind: 'text',
      text: 'สวัสดี อยากสมัครบัตร 👋',
    });
    expect(running.gateway.asked).toEqual([{ sender: SENDER, personId: PERSON, number: '+66812345678' }]);
  });

  it('is taken so often a minute from one person, and more is brought again: of nobody else', async () => {
    await running.stop();
    running = await startInbox({ messagesPerMinute: 2 });
    const write = (sid: string, WaId = TEXT.WaId, From = TEXT.From) =>
      running.post({ ...TEXT, MessageSid: sid, WaId, From } as Fields);
    const sid = (digit: string) => `SM${digit.repeat(32)}`;
    expect([(await write(sid('1'))).status, (await write(sid('2'))).status]).toEqual([200, 200]);
    const asked = running.gateway.asked.length;
    const refused = await write(sid('3'));
    expect(refused.status).toBe(503);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    // Before anything is looked up.
    expect([running.gateway.received.length, running.gateway.asked.length]).toEqual([2, asked]);
    expect((await write(sid('4'), '66810000000', 'whatsapp:+66810000000')).status).toBe(200);
  });

  it.each<[string, object]>([
    ['text', { kind: 'text', text: 'สวัสดี อยากสมัครบัตร 👋' }],
    ['text_max_4096', { kind: 'text', text: 'ก'.repeat(4096) }],
    ['quick_reply', { kind: 'choice', payload: '', label: 'Salaried' }],
    ['template_button', { kind: 'choice', payload: '', label: 'Yes, continue' }],
    ['list_reply', { kind: 'choice', payload: '', label: 'Platinum card' }],
    ['stale_button', { kind: 'choice', payload: '', label: 'Yes' }],
    ['image', { kind: 'media', media: 'image' }],
    ['voice_note', { kind: 'media', media: 'audio' }],
    ['document', { kind: 'media', media: 'document' }],
    ['location', { kind: 'media', media: 'location' }],
    ['forwarded', { kind: 'text', text: 'fwd' }],
    ['click_to_whatsapp_ad', { kind: 'text', text: 'Hi' }],
    ['username_no_phone_BSUID', { kind: 'text', text: 'hello' }],
    ['stop', { kind: 'text', text: 'STOP' }],
    ['stop_lower_padded', { kind: 'text', text: ' stop ' }],
    ['via_messaging_service', { kind: 'text', text: 'hi' }],
    ['unknown_future_param', { kind: 'text', text: 'hi' }],
    ['duplicate_of_text', { kind: 'text', text: 'สวัสดี อยากสมัครบัตร 👋' }],
  ])('is taken when it is the sample "%s"', async (name, expected) => {
    expect(await taken(INBOUND[name] as Fields)).toMatchObject({ ...expected, conversationId: CONVERSATION });
  });

  it('is covered sample by sample above', () => {
    expect(Object.keys(INBOUND)).toHaveLength(18);
  });

  it('changes nothing the second time', async () => {
    await taken(TEXT);
    await taken(INBOUND.duplicate_of_text as Fields);
  });

  it('is asked for again while the store cannot take it', async () => {
    running.gateway.failing = 'unavailable';
    expect(await running.post(TEXT)).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
    running.gateway.failing = 'throws';
    expect((await running.post(TEXT)).status).toBe(503);
    expect(JSON.stringify(running.logged)).toContain('whatsapp.notTaken');
    running.gateway.failing = 'no';
    await taken(TEXT);
  });

  describe('by tapping', () => {
    const tap = (fields: Fields): Fields => ({ ...TEXT, MessageType: 'interactive', ...fields });
    const button = (payload: string) => tap({ ButtonText: 'Salaried', ButtonPayload: payload, Body: 'Salaried' });

    it('gives back the payload that was sealed for this conversation', async () => {
      const payload = 'r3q2|pick:SALARIED';
      expect(await taken(button(seal.seal(CONVERSATION, payload)))).toMatchObject({ payload, label: 'Salaried' });
    });

    it('does so from a list as well', async () => {
      const payload = 'r3q2|page:2';
      const fields = tap({ ListId: seal.seal(CONVERSATION, payload), ListTitle: 'More', Body: 'More' });
      expect(await taken(fields)).toMatchObject({ kind: 'choice', payload, label: 'More' });
    });

    it.each([
      ['was made up', 'r3q2|accept'],
      ['was changed', seal.seal(CONVERSATION, 'r3q2|refuse').replace('refuse', 'accept')],
      ['comes from another conversation', seal.seal('conversation of somebody else', 'r3q2|accept')],
    ])('says nothing when the payload %s', async (_name, payload) => {
      expect(await taken(button(payload))).toMatchObject({ kind: 'choice', payload: '', label: 'Salaried' });
    });

    it('is what the title says when there is no payload', async () => {
      const fields = tap({ ButtonText: 'Salaried', ButtonPayload: '', Body: 'Salaried' });
      expect(await taken(fields)).toMatchObject({ kind: 'text', text: 'Salaried' });
    });
  });

  describe('without words', () => {
    const mediaUrl = (sid: string, account = ACCOUNT.accountSid, host = 'api.twilio.com') =>
      `https://${host}/2010-04-01/Accounts/${account}/Messages/MM${'1'.repeat(32)}/Media/${sid}`;
    const own = `ME${'2'.repeat(32)}`;

    it.each<[string, Fields, string]>([
      ['a sticker', { MessageType: 'sticker', NumMedia: '1', MediaContentType0: 'image/webp' }, 'sticker'],
      ['a video', { MessageType: 'video', NumMedia: '1', MediaContentType0: 'video/mp4' }, 'video'],
      [
        'a file with a picture in it',
        { MessageType: 'document', NumMedia: '1', MediaContentType0: 'image/png' },
        'document',
      ],
      ['a picture of no declared type', { NumMedia: '1', MediaContentType0: 'IMAGE/JPEG' }, 'image'],
      ['a voice note of no declared type', { NumMedia: '1', MediaContentType0: 'audio/ogg; codecs=opus' }, 'audio'],
      ['a file of a strange type', { NumMedia: '1', MediaContentType0: 'chemical/x-pdb' }, 'unknown'],
      ['a file of which nothing is told', { NumMedia: '1' }, 'unknown'],
      ['a contact', { MessageType: 'contacts', Body: '' }, 'contact'],
      ['a contact as a file', { NumMedia: '1', MediaContentType0: 'text/vcard' }, 'contact'],
      ['a place', { MessageType: 'location', Latitude: '1.3', Longitude: '103.8' }, 'location'],
      ['a form of WhatsApp', { MessageType: 'interactive', FlowData: '{"a":1}' }, 'unknown'],
      ['a reaction', { MessageType: 'reaction', Body: '👍' }, 'unknown'],
      ['a kind to come', { MessageType: 'hologram' }, 'unknown'],
    ])('%s is told by its kind', async (_name, fields, media) => {
      const { MessageType: _, ...untyped } = TEXT;
      expect(await taken({ ...untyped, Body: '', ...fields })).toMatchObject({ kind: 'media', media });
    });

    it('leaves the ids by which the provider keeps its files, and of nobody else', async () => {
      const fields: Fields = {
        ...(INBOUND.image as Fields),
        NumMedia: '6',
        MediaUrl0: mediaUrl(own),
        MediaUrl1: mediaUrl(`ME${'3'.repeat(32)}`, OTHER.accountSid),
        MediaUrl2: mediaUrl(`ME${'4'.repeat(32)}`, ACCOUNT.accountSid, 'api.twilio.com.evil.example'),
        MediaUrl3: 'http://169.254.169.254/latest/meta-data',
        MediaUrl4: `${mediaUrl(own)}/../../x`,
        MediaUrl5: mediaUrl(`ME${'5'.repeat(32)}`),
      };
      const { copy } = await taken(fields);
      expect(copy?.media).toEqual([own, `ME${'5'.repeat(32)}`]);
    });
  });

  describe('is from whoever', () => {
    const named = (fields: Fields) => {
      const { ExternalUserId: _, WaId: __, ...anonymous } = TEXT;
      return { ...anonymous, ...fields };
    };

    it.each<[string, Fields, object]>([
      ['shows a number alone', { From: 'whatsapp:+66812345678', WaId: '66812345678' }, { number: '+66812345678' }],
      ['hides the number', { From: `whatsapp:${PERSON}` }, { personId: PERSON }],
      [
        'hides the number in one place',
        { From: `whatsapp:${PERSON}`, WaId: '66812345678', ExternalUserId: `whatsapp:${PERSON}` },
        { personId: PERSON, number: '+66812345678' },
      ],
      ['has an id without the prefix', { ExternalUserId: PERSON }, { personId: PERSON, number: '+66812345678' }],
      ['has two ways to write the number', { WaId: '6681234567' }, { number: '+66812345678' }],
      ['has a number that is none', { From: 'whatsapp:+0', WaId: 'abc' }, { personId: '+0' }],
    ])('%s', async (_name, fields, names) => {
      const { start } = await taken(named(fields));
      expect(running.gateway.asked).toEqual([{ sender: SENDER, ...names }]);
      expect(start?.address.user).toBe(named(fields).From);
    });
  });

  it('goes to the market of its sender, and asks where there are several', async () => {
    const fields = { ...TEXT, AccountSid: OTHER.accountSid, To: 'whatsapp:+14155238887' };
    const { start } = await taken(fields, OTHER.authToken);
    expect(start?.markets).toEqual(['SG', 'MY']);
    expect(start?.address.account).toBe(OTHER.accountSid);
  });

  it.each(['', '{', '"text"', 'null', '{"type":1,"data":[]}', '{"data":{"context":{"WaId":{}}}}', '[[[['])(
    'is taken with channel metadata "%s"',
    async (ChannelMetadata) => {
      expect(await taken({ ...TEXT, ChannelMetadata })).toMatchObject({ kind: 'text' });
    },
  );

  it.each([
    ['control characters', 'a\u0000b\u0007\r\nc'],
    ['more than WhatsApp itself allows', 'x'.repeat(5_000)],
    ['nothing', ''],
    ['text that runs the other way', '\u202Eabc مرحبا'],
  ])('passes %s on unchanged', async (_name, text) => {
    expect(await taken({ ...TEXT, Body: text })).toMatchObject({ kind: 'text', text });
  });
});
