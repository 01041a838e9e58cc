import { validateRequest } from 'twilio/lib/webhooks/webhooks';
import { type Hook, openProduct, openTwilio, PUBLIC_URL, SENDER, type TwilioUnderTest, USER } from './twilioUnderTest';

const CALLBACK = `${PUBLIC_URL}/twilio/status?c=con%201&w=w1&p=0`;

let sandbox: TwilioUnderTest;
beforeAll(async () => {
  sandbox = await openTwilio();
});
beforeEach(async () => {
  await sandbox.desk('', { method: 'DELETE' });
});

function isSigned({ path, form, headers }: Hook, host = PUBLIC_URL): boolean {
  return validateRequest(sandbox.account.authToken, String(headers['x-twilio-signature']), `${host}${path}`, form);
}

async function product(fragment?: string) {
  return openProduct(sandbox, fragment);
}

const send = () =>
  sandbox.client.messages
    .create({ from: SENDER, to: USER, body: 'x', statusCallback: CALLBACK })
    .then(({ sid }) => sid);

const statuses = (hooks: readonly Hook[]) => hooks.map(({ form }) => form.MessageStatus);

describe('an inbound message', () => {
  it('is posted with Twilio’s parameters, signed over the public address, and listed', async () => {
    const { hooks } = await product();
    const sent = await sandbox.writes({ text: 'สวัสดี 👋', profileName: 'Somchai', personId: 'TH.1234' });
    expect(sent).toEqual({ sid: expect.stringMatching(/^SM[0-9a-f]{32}$/), delivered: true, status: 200 });
    const [hook] = hooks;
    expect(hook?.path).toBe('/twilio/inbound');
    expect(hook?.form).toEqual({
      SmsMessageSid: sent.sid,
      SmsSid: sent.sid,
      MessageSid: sent.sid,
      AccountSid: sandbox.account.accountSid,
      ApiVersion: '2010-04-01',
      SmsStatus: 'received',
      From: USER,
      To: SENDER,
      Body: 'สวัสดี 👋',
      NumSegments: '1',
      NumMedia: '0',
      ReferralNumMedia: '0',
      ProfileName: 'Somchai',
      WaId: '6581234567',
      ExternalUserId: 'whatsapp:TH.1234',
      MessageType: 'text',
      Forwarded: 'false',
      FrequentlyForwarded: 'false',
      ChannelMetadata: expect.stringContaining('"ProfileName":"Somchai"'),
    });
    expect(isSigned(hook as Hook)).toBe(true);
    expect(isSigned(hook as Hook, 'https://other.example')).toBe(false);
    expect((await sandbox.client.messages.list({ to: SENDER }))[0]).toMatchObject({ sid: sent.sid, body: 'สวัสดี 👋' });
  });

  it('names a person who hides the number by their id alone', async () => {
    const { hooks } = await product();
    await sandbox.writes({ user: 'whatsapp:TH.1349' });
    expect(hooks[0]?.form).toMatchObject({ From: 'whatsapp:TH.1349', ExternalUserId: 'whatsapp:TH.1349' });
    expect(hooks[0]?.form.WaId).toBeUndefined();
  });

  it.each<[string, object, Record<string, string>]>([
    ['button', { payload: 'q|pick:a', title: 'Yes' }, { Body: 'Yes', ButtonText: 'Yes', ButtonPayload: 'q|pick:a' }],
    ['list', { payload: 'q|pick:b', title: 'Two' }, { Body: 'Two', ListTitle: 'Two', ListId: 'q|pick:b' }],
    ['image', { text: 'Me' }, { Body: 'Me', NumMedia: '1', MessageType: 'image', MediaContentType0: 'image/jpeg' }],
    ['voice', {}, { Body: '', NumMedia: '1', MessageType: 'audio', MediaContentType0: 'audio/ogg' }],
    ['video', {}, { NumMedia: '1', MessageType: 'video', MediaContentType0: 'video/mp4' }],
    ['document', { text: 'id.pdf' }, { Body: 'id.pdf', MessageType: 'document', MediaContentType0: 'application/pdf' }],
    ['sticker', {}, { MessageType: 'sticker', MediaContentType0: 'image/webp' }],
    ['location', {}, { Body: '', NumMedia: '0', MessageType: 'location', Latitude: '22.2793', Longitude: '114.1628' }],
    ['contacts', {}, { NumMedia: '1', MessageType: 'contacts', MediaContentType0: 'text/vcard' }],
  ])('may be a %s', async (kind, what, expected) => {
    const { hooks } = await product();
    const { sid } = await sandbox.writes({ kind, text: undefined, ...what });
    expect(hooks[0]?.form).toMatchObject(expected);
    const { MediaUrl0, NumMedia } = hooks[0]?.form ?? {};
    if (NumMedia === '1') expect(MediaUrl0).toMatch(new RegExp(`^https://api.twilio.com/.*/Messages/${sid}/Media/ME`));
    expect(isSigned(hooks[0] as Hook)).toBe(true);
  });

  it('says which message was tapped, and whether it was a template', async () => {
    const { hooks } = await product();
    const contentSid = `HX${'c'.repeat(32)}`;
    await sandbox.post('/templates', { sid: contentSid, approved: true, body: 'On?' });
    const template = await sandbox.client.messages.create({ from: SENDER, to: USER, contentSid });
    const tap = { kind: 'button', payload: 'p', title: 'Yes' };
    await sandbox.writes({ ...tap, repliedTo: template.sid });
    await sandbox.writes({ ...tap, repliedTo: await send() });
    const replied = { OriginalRepliedMessageSid: template.sid, OriginalRepliedMessageSender: SENDER };
    expect(hooks[0]?.form).toMatchObject({ MessageType: 'button', ...replied });
    expect(hooks.find(({ form }) => form.MessageType === 'interactive')).toBeDefined();
  });

  it('comes with any other parameter that Twilio may add, signed with the rest', async () => {
    const { hooks } = await product();
    await sandbox.writes({ extra: { ReferralSourceId: '1202', SomethingNew2027: '' } });
    expect(hooks[0]?.form).toMatchObject({ ReferralSourceId: '1202', SomethingNew2027: '' });
    expect(isSigned(hooks[0] as Hook)).toBe(true);
  });

  it('of a sid that is known is the same message again', async () => {
    const { hooks } = await product();
    const { sid } = await sandbox.writes();
    await sandbox.writes({ sid });
    expect(hooks.map(({ form }) => form.MessageSid)).toEqual([sid, sid]);
    expect((await sandbox.chat()).messages).toHaveLength(1);
  });
});

describe('a webhook that fails', () => {
  const codes = (sent: { delivered: boolean; status: number }) => [sent.delivered, sent.status];

  it('is tried once more when nobody listens, then given up; the message can still be listed', async () => {
    const { close } = await product();
    await close();
    const sent = await sandbox.writes();
    expect(codes(sent)).toEqual([false, 0]);
    expect((await sandbox.client.messages.list({ to: SENDER })).map(({ sid }) => sid)).toEqual([sent.sid]);
  });

  it('is not tried again after an error or a lost connection, unless its address says so', async () => {
    const plain = await product();
    plain.answers(500);
    expect(codes(await sandbox.writes())).toEqual([false, 500]);
    plain.answers('reset');
    expect(codes(await sandbox.writes())).toEqual([false, 0]);
    expect(plain.hooks).toHaveLength(2);

    const { hooks, answers } = await product('#rc=3&rp=all');
    answers(500, 'reset', 404);
    expect(codes(await sandbox.writes())).toEqual([true, 200]);
    expect(hooks).toHaveLength(4);
    expect(new Set(hooks.map(({ headers }) => headers['i-twilio-idempotency-token'])).size).toBe(1);
    expect(hooks.map((hook) => isSigned(hook))).toEqual([true, true, true, true]);
  });

  it('is tried at most as often as its address says', async () => {
    const { hooks, answers } = await product('#rc=2&rp=5xx');
    answers(503, 503, 503, 200);
    expect(codes(await sandbox.writes())).toEqual([false, 503]);
    expect(hooks).toHaveLength(3);
  });

  it('waits no longer for an answer than its address says', async () => {
    const { hooks, answers } = await product('#rc=1&rp=rt&rt=100');
    answers('silent');
    expect(codes(await sandbox.writes())).toEqual([true, 200]);
    expect(hooks).toHaveLength(2);
  });
});

describe('status callbacks', () => {
  beforeEach(async () => {
    await sandbox.writes();
  });

  it('tell of each step after the first, signed over their own address', async () => {
    const { has } = await product();
    const sid = await send();
    const hooks = await has(2);
    expect(statuses(hooks)).toEqual(['sent', 'delivered']);
    expect(hooks.map(({ path }) => path)).toEqual(Array(2).fill('/twilio/status?c=con%201&w=w1&p=0'));
    expect(hooks.map((hook) => isSigned(hook))).toEqual([true, true]);
    expect(hooks[1]?.form).toEqual({
      ApiVersion: '2010-04-01',
      AccountSid: sandbox.account.accountSid,
      ChannelInstallSid: expect.stringMatching(/^XE/),
      ChannelPrefix: 'whatsapp',
      From: SENDER,
      To: USER,
      MessageSid: sid,
      SmsSid: sid,
      MessageStatus: 'delivered',
      SmsStatus: 'delivered',
      EventType: 'DELIVERED',
    });
    expect(await sandbox.post('/read', { user: USER, sender: SENDER })).toEqual({ read: 1 });
    expect((await has(3))[2]?.form).toMatchObject({ MessageStatus: 'read', EventType: 'READ' });
    expect(await sandbox.post('/read', { user: USER, sender: SENDER })).toEqual({ read: 0 });
  });

  it('carry the code of a failure: of Twilio at once, of WhatsApp after it was sent', async () => {
    const { has } = await product();
    await sandbox.fault({ at: 'create', kind: 'failLater', code: 63018 });
    await sandbox.fault({ at: 'create', kind: 'failLater', code: 63024 });
    await send();
    await has(1);
    await send();
    const hooks = await has(3);
    expect(hooks.map(({ form }) => [form.MessageStatus, form.ErrorCode])).toEqual([
      ['failed', '63018'],
      ['sent', undefined],
      ['undelivered', '63024'],
    ]);
  });

  it('can come twice, in another order, late, or not at all', async () => {
    const { hooks, has } = await product();
    await sandbox.fault({ at: 'status', kind: 'duplicate' });
    await send();
    expect(statuses(await has(3))).toEqual(['sent', 'sent', 'delivered']);
    hooks.length = 0;
    await sandbox.fault({ at: 'status', kind: 'reorder' });
    await send();
    expect(statuses(await has(2))).toEqual(['delivered', 'sent']);
    hooks.length = 0;
    await sandbox.fault({ at: 'status', kind: 'drop' });
    await send();
    expect(statuses(await has(1))).toEqual(['delivered']);
    hooks.length = 0;
    await sandbox.fault({ at: 'status', kind: 'delay', ms: 200 });
    await send();
    expect(statuses(await has(2))).toEqual(['delivered', 'sent']);
  });

  it('go to no host outside this machine', async () => {
    const { hooks } = await product();
    const sent = await sandbox.client.messages.create({
      from: SENDER,
      to: USER,
      body: 'x',
      statusCallback: 'https://elsewhere.example/status',
    });
    await sandbox.becomes(sent.sid, 'delivered');
    expect(hooks).toEqual([]);
  });
});

describe('faults of inbound webhooks', () => {
  it('deliver one twice, lose it, or lose its answer', async () => {
    const { hooks } = await product();
    await sandbox.fault({ at: 'inbound', kind: 'duplicate' });
    await sandbox.writes();
    expect(hooks).toHaveLength(2);
    expect(hooks[1]?.form).toEqual(hooks[0]?.form);
    const tokens = hooks.map(({ headers }) => headers['i-twilio-idempotency-token']);
    expect(tokens[1]).toBe(tokens[0]);
    await sandbox.fault({ at: 'inbound', kind: 'drop' });
    expect(await sandbox.writes()).toMatchObject({ delivered: false });
    expect(hooks).toHaveLength(2);
    await sandbox.fault({ at: 'inbound', kind: 'timeoutAfter' });
    expect(await sandbox.writes()).toMatchObject({ delivered: false, status: 0 });
    expect(hooks).toHaveLength(3);
  });

  it('let a later message arrive first', async () => {
    const { hooks } = await product();
    await sandbox.fault({ at: 'inbound', kind: 'reorder' });
    await Promise.all([
      sandbox.writes({ text: 'first' }),
      new Promise((resolve) => setTimeout(resolve, 30)).then(() => sandbox.writes({ text: 'second' })),
    ]);
    expect(hooks.map(({ form }) => form.Body)).toEqual(['second', 'first']);
  });
});
