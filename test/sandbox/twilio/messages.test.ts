import api from '../../../sandbox/twilio/contract/twilio_api_v2010.json';
import contentApi from '../../../sandbox/twilio/contract/twilio_content_v1.json';
import { openPrism, openTwilio, SENDER, type TwilioUnderTest, USER } from './twilioUnderTest';

const DAY_MS = 24 * 3_600_000;

let sandbox: TwilioUnderTest;
let prism: Awaited<ReturnType<typeof openPrism>>;
let messagesPath: string;
beforeAll(async () => {
  sandbox = await openTwilio();
  prism = await openPrism(sandbox);
  messagesPath = `/2010-04-01/Accounts/${sandbox.account.accountSid}/Messages`;
});
beforeEach(async () => {
  await sandbox.desk('', { method: 'DELETE' });
});

async function codeOf(answer: Response): Promise<number> {
  const body = (await answer.json()) as { code: number; status: number; more_info: string };
  expect(body).toMatchObject({ status: answer.status, more_info: expect.stringContaining(String(body.code)) });
  return body.code;
}

describe('under Twilio’s published schema', () => {
  it('a message is created, listed, fetched, redacted and deleted by the official client', async () => {
    await sandbox.writes();
    const sent = await prism.client.messages.create({ from: SENDER, to: USER, body: 'Hello 👋 สวัสดี' });
    expect(sent).toMatchObject({ status: 'queued', direction: 'outbound-api', body: 'Hello 👋 สวัสดี', errorCode: null });
    await sandbox.becomes(sent.sid, 'delivered');
    const [listed] = await prism.client.messages.list({ to: USER, limit: 5 });
    expect(listed).toMatchObject({ sid: sent.sid, status: 'delivered', dateSent: expect.any(Date) });

    expect((await prism.client.messages(sent.sid).update({ body: '' })).body).toBe('');
    expect((await prism.client.messages(sent.sid).fetch()).body).toBe('');
    expect(await prism.client.messages(sent.sid).remove()).toBe(true);
    expect(await prism.client.messages.list({ to: USER })).toEqual([]);
    await expect(sandbox.client.messages(sent.sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
    // What the customer has been shown stays on the phone.
    expect((await sandbox.chat()).messages.at(-1)).toMatchObject({ sid: sent.sid, body: 'Hello 👋 สวัสดี' });
  });

  it('files are listed, and deleted one by one', async () => {
    const { sid } = await sandbox.writes({ kind: 'image', text: undefined });
    const files = prism.client.messages(sid).media;
    const [file] = await files.list();
    expect(file).toMatchObject({ contentType: 'image/jpeg', parentSid: sid });
    expect(await prism.client.messages(sid).fetch()).toMatchObject({ numMedia: '1', status: 'received' });
    expect(await files(file?.sid ?? '').remove()).toBe(true);
    expect(await files.list()).toEqual([]);
    expect((await prism.client.messages(sid).fetch()).numMedia).toBe('0');
  });

  it('contents are created by their wire names, listed in pages, fetched with their approval, and deleted', async () => {
    const created: string[] = [];
    for (const count of [1, 2, 3]) {
      const answer = await prism.client.request({
        method: 'post',
        uri: 'https://content.twilio.com/v1/Content',
        headers: { 'Content-Type': 'application/json' },
        data: { friendly_name: `c${count}`, language: 'en', types: { 'twilio/text': { body: 'Hi {{1}}' } } },
      });
      expect(answer.statusCode).toBe(201);
      created.push(answer.body.sid);
    }
    const listed = await prism.client.content.v1.contents.list({ pageSize: 1 });
    expect(listed.map(({ sid }) => sid).slice(0, 3)).toEqual([...created].reverse());
    const one = prism.client.content.v1.contents(created[0] ?? '');
    expect(await one.fetch()).toMatchObject({ friendlyName: 'c1', types: { 'twilio/text': { body: 'Hi {{1}}' } } });
    expect((await one.approvalFetch().fetch()).whatsapp).toMatchObject({ status: 'unsubmitted' });
    expect(await one.remove()).toBe(true);
    await expect(sandbox.client.content.v1.contents(created[0] ?? '').fetch()).rejects.toMatchObject({ status: 404 });
  });
});

it('leaves no field of a resource out that the schema has', async () => {
  const fieldsOf = (schema: { properties: object }) => Object.keys(schema.properties).sort();
  const at = async (path: string) => Object.keys((await (await sandbox.raw(path)).json()) as object).sort();
  const { sid } = await sandbox.writes({ kind: 'image' });
  const [media] = await sandbox.client.messages(sid).media.list();
  const content = await sandbox.content({ 'twilio/text': { body: 'x' } });
  const { schemas } = api.components;
  expect(await at(`${messagesPath}/${sid}.json`)).toEqual(fieldsOf(schemas['api.v2010.account.message']));
  expect(await at(`${messagesPath}/${sid}/Media/${media?.sid}.json`)).toEqual(
    fieldsOf(schemas['api.v2010.account.message.media']),
  );
  expect(await at(`/v1/Content/${content}`)).toEqual(fieldsOf(contentApi.components.schemas['content.v1.content']));
});

describe('what it refuses', () => {
  it('whoever cannot name the account and its token', async () => {
    const answer = await sandbox.raw(`${messagesPath}.json`, { token: 'wrong' });
    expect(answer.status).toBe(401);
    expect(await codeOf(answer)).toBe(20003);
    const other = messagesPath.replace(sandbox.account.accountSid, `AC${'0'.repeat(32)}`);
    expect((await sandbox.raw(`${other}.json`)).status).toBe(401);
  });

  it.each<[string, number, Record<string, string>]>([
    ['an unknown field', 20001, { Body: 'x', StatusCalback: 'https://x.example' }],
    ['no recipient', 21604, { Body: 'x', To: '' }],
    ['a recipient without channel', 21211, { Body: 'x', To: '+6581234567' }],
    ['a recipient without plus', 21211, { Body: 'x', To: 'whatsapp:6581234567' }],
    ['no sender', 21603, { Body: 'x', From: '' }],
    ['a sender without channel', 21212, { Body: 'x', From: '+15550100006' }],
    ['a number that is not the account’s', 63007, { Body: 'x', From: 'whatsapp:+15550190001' }],
    ['a message to itself', 63031, { Body: 'x', To: SENDER }],
    ['nothing to say', 21619, {}],
    ['1,601 characters', 21617, { Body: 'x'.repeat(1_601) }],
    ['an unknown content', 21655, { ContentSid: `HX${'0'.repeat(32)}` }],
    ['variables of no content', 21654, { ContentVariables: '{}' }],
    ['text beside content', 35127, { Body: 'x', ContentSid: `HX${'0'.repeat(32)}` }],
  ])('%s', async (_, code, form) => {
    await sandbox.writes();
    expect(await codeOf(await sandbox.send(form))).toBe(code);
    expect((await sandbox.chat()).messages.filter(({ direction }) => direction === 'out')).toEqual([]);
  });

  it('a query that its list does not know, or a date that is none', async () => {
    expect(await codeOf(await sandbox.raw(`${messagesPath}.json?to=x`))).toBe(20001);
    expect(await codeOf(await sandbox.raw(`${messagesPath}.json?DateSent%3E=yesterday`))).toBe(20422);
    expect(await codeOf(await sandbox.raw(`${messagesPath}.json?PageSize=1001`))).toBe(20422);
  });

  it('contents in the names that the official client gives them', async () => {
    const typed = { friendlyName: 'x', language: 'en', types: { twilioText: { body: 'x' } } };
    const creating = sandbox.client.content.v1.contents.create(typed as never);
    await expect(creating).rejects.toMatchObject({ status: 400, code: 20422 });
  });
});

describe('the list', () => {
  it('holds both directions, newest first, by sender, recipient and time in whole seconds', async () => {
    const { sid: first } = await sandbox.writes({ text: 'one' });
    await sandbox.post('/clock', { advanceMs: 10_000 });
    const { sid: second } = await sandbox.writes({ text: 'two' });
    const { sid: reply } = await sandbox.client.messages.create({ from: SENDER, to: USER, body: 'three' });
    const sids = async (query: object) => (await sandbox.client.messages.list(query)).map(({ sid }) => sid);
    expect(await sids({})).toEqual([reply, second, first]);
    expect(await sids({ to: SENDER })).toEqual([second, first]);
    expect(await sids({ from: USER, to: SENDER, limit: 1 })).toEqual([second]);
    expect(await sids({ from: SENDER })).toEqual([reply]);
    expect(await sids({ from: 'whatsapp:+6599999999' })).toEqual([]);

    const at = (await sandbox.chat()).messages.find(({ sid }) => sid === second)?.at ?? 0;
    expect(await sids({ to: SENDER, dateSentAfter: new Date(at) })).toEqual([second]);
    expect(await sids({ to: SENDER, dateSentBefore: new Date(at - 5_000) })).toEqual([first]);
    expect(await sids({ to: SENDER, dateSentAfter: new Date(at + 1_000) })).toEqual([]);
    expect(await sids({ dateSent: new Date(at - 2 * DAY_MS) })).toEqual([]);
  });

  it('goes on behind the last message of a page, whatever arrives meanwhile', async () => {
    const sent: string[] = [];
    for (const text of ['1', '2', '3', '4', '5']) sent.unshift((await sandbox.writes({ text })).sid);
    const first = await sandbox.client.messages.page({ to: SENDER, pageSize: 2 });
    await sandbox.writes({ text: 'meanwhile' });
    const second = await first.nextPage();
    const third = await second?.nextPage();
    const pages = [first, second, third].map((page) => page?.instances.map(({ sid }) => sid));
    expect(pages).toEqual([sent.slice(0, 2), sent.slice(2, 4), sent.slice(4)]);
    expect(await third?.nextPage()).toBeUndefined();
  });
});

describe('the window of 24 hours', () => {
  it('is closed until the customer writes, and a day after the last message: then text is accepted, and fails', async () => {
    expect((await sandbox.chat()).window).toEqual({ open: false, until: 0 });
    const early = await sandbox.client.messages.create({ from: SENDER, to: USER, body: 'x' });
    expect(early.status).toBe('queued');
    expect(await sandbox.becomes(early.sid, 'failed')).toMatchObject({ errorCode: 63016 });
    expect(await sandbox.client.messages(early.sid).fetch()).toMatchObject({
      errorCode: 63016,
      errorMessage: expect.stringContaining('window'),
    });

    await sandbox.writes();
    await sandbox.post('/clock', { advanceMs: DAY_MS - 60_000 });
    expect((await sandbox.chat()).window.open).toBe(true);
    const { sid: within } = await sandbox.client.messages.create({ from: SENDER, to: USER, body: 'x' });
    await sandbox.becomes(within, 'delivered');
    await sandbox.post('/clock', { advanceMs: 60_001 });
    const { sid: after } = await sandbox.client.messages.create({ from: SENDER, to: USER, body: 'x' });
    await sandbox.becomes(after, 'failed');
  });

  it('is that of one number: writing to another opens nothing', async () => {
    await sandbox.writes({ sender: 'whatsapp:+15550100001' });
    const { sid } = await sandbox.client.messages.create({ from: SENDER, to: USER, body: 'x' });
    await sandbox.becomes(sid, 'failed');
  });

  it('does not hold an approved template back, only one that is not approved', async () => {
    const [approved, other] = [`HX${'a'.repeat(32)}`, `HX${'b'.repeat(32)}`];
    await sandbox.post('/templates', { sid: approved, approved: true, body: 'Shall we go on?' });
    await sandbox.post('/templates', { sid: other, approved: false, body: 'Shall we go on?' });
    const { sid: arrives } = await sandbox.client.messages.create({ from: SENDER, to: USER, contentSid: approved });
    expect(await sandbox.becomes(arrives, 'delivered')).toMatchObject({ body: 'Shall we go on?' });
    const { sid: fails } = await sandbox.client.messages.create({ from: SENDER, to: USER, contentSid: other });
    expect(await sandbox.becomes(fails, 'failed')).toMatchObject({ errorCode: 63016 });
  });
});

describe('contents in a session', () => {
  const buttons = (count: number) => ({
    'twilio/quick-reply': {
      body: '{{body}}',
      actions: Array.from({ length: count }, (_, i) => ({ type: 'QUICK_REPLY', title: `{{t${i}}}`, id: `{{i${i}}}` })),
    },
  });
  const list = (count: number) => ({
    'twilio/list-picker': {
      body: '{{body}}',
      button: '{{open}}',
      items: Array.from({ length: count }, (_, i) => ({ item: `{{t${i}}}`, id: `{{i${i}}}` })),
    },
  });
  const values = (count: number, others: object = {}) =>
    Object.assign(
      { body: 'Which?', open: 'Choose' },
      ...Array.from({ length: count }, (_, i) => ({ [`t${i}`]: `Title ${i}`, [`i${i}`]: `id-${i}` })),
      others,
    );
  const say = async (types: object, variables: unknown): Promise<Response> => {
    await sandbox.writes();
    const ContentSid = await sandbox.content(types);
    const text = typeof variables === 'string' ? variables : JSON.stringify(variables);
    return sandbox.send({ ContentSid, ContentVariables: text });
  };
  const sidOf = async (answer: Response) => ((await answer.json()) as { sid: string }).sid;

  it('are listed as their text, and shown with their buttons or rows', async () => {
    const sent = await say(buttons(2), values(2));
    const { sid, body } = (await sent.json()) as { sid: string; body: string };
    expect([sid.slice(0, 2), body]).toEqual(['MM', 'Which?']);
    const choices = [
      { id: 'id-0', title: 'Title 0' },
      { id: 'id-1', title: 'Title 1' },
    ];
    expect(await sandbox.becomes(sid, 'delivered')).toMatchObject({
      kind: 'buttons',
      body: 'Which?',
      buttons: choices,
    });
    const other = await sidOf(await say(list(2), values(2)));
    expect(await sandbox.becomes(other, 'delivered')).toMatchObject({
      kind: 'list',
      list: { open: 'Choose', items: choices },
    });
  });

  it.each([
    ['no JSON', '{'],
    ['no texts', { ...values(1), t0: 7 }],
    ['one missing', values(0)],
    ['one empty', values(1, { t0: '' })],
  ])('are refused at once when their variables are wrong: %s', async (_, variables) => {
    expect(await codeOf(await say(buttons(1), variables))).toBe(21656);
  });

  it('take at most 1,600 characters in a variable', async () => {
    expect(await codeOf(await say(buttons(1), values(1, { body: 'x'.repeat(1_601) })))).toBe(21658);
    expect(await codeOf(await say({ 'twilio/text': { body: 'a{{1}}' } }, { 1: 'x'.repeat(1_600) }))).toBe(21617);
  });

  it.each([
    ['four buttons', 63005, buttons(4), values(4)],
    ['a title of 21', 63021, buttons(1), values(1, { t0: 'x'.repeat(21) })],
    ['two equal titles', 63021, buttons(2), values(2, { t1: 'Title 0' })],
    ['two equal ids', 63021, list(2), values(2, { i1: 'id-0' })],
    ['an id of 201', 63021, buttons(1), values(1, { i0: 'x'.repeat(201) })],
    ['a row of 25', 63021, list(1), values(1, { t0: 'x'.repeat(25) })],
    ['an opener of 21', 63021, list(1), values(1, { open: 'x'.repeat(21) })],
    ['a body of 1025', 63021, list(1), values(1, { body: 'x'.repeat(1_025) })],
  ])('are accepted and then turned down by WhatsApp: %s', async (_, errorCode, types, variables) => {
    const sid = await sidOf(await say(types, variables));
    expect(await sandbox.becomes(sid, 'failed')).toMatchObject({ errorCode });
  });

  it('reach the phone at exactly the limits', async () => {
    const most = values(10, { body: 'x'.repeat(1_024), open: 'x'.repeat(20), t0: 'x'.repeat(24), i0: 'x'.repeat(200) });
    await sandbox.becomes(await sidOf(await say(list(10), most)), 'delivered');
    await sandbox.becomes(await sidOf(await say(buttons(3), values(3, { t0: 'x'.repeat(20) }))), 'delivered');
  });

  it('cannot be made with more rows than a list has', async () => {
    const asked = { friendly_name: 'x', language: 'en', types: list(11) };
    const headers = { 'Content-Type': 'application/json' };
    const answer = await sandbox.raw('/v1/Content', { method: 'POST', body: JSON.stringify(asked), headers });
    expect(await codeOf(answer)).toBe(20422);
  });

  it('hold no line break in a variable of the body where that is refused', async () => {
    const strict = await openTwilio({ refusesLineBreaks: true });
    await strict.writes();
    const ContentSid = await strict.content(buttons(1));
    for (const body of ['a\nb', 'a\tb', 'a     b']) {
      const ContentVariables = JSON.stringify(values(1, { body }));
      expect(await codeOf(await strict.send({ ContentSid, ContentVariables }))).toBe(21656);
    }
    const ContentVariables = JSON.stringify(values(1, { body: 'a    b' }));
    expect((await strict.send({ ContentSid, ContentVariables })).status).toBe(201);
  });

  it('may leave no text with Twilio', async () => {
    await sandbox.writes();
    const sent = await sandbox.send({ Body: 'secret', ContentRetention: 'discard' });
    expect(await sent.json()).toMatchObject({ body: '' });
    expect((await sandbox.chat()).messages.at(-1)?.body).toBe('secret');
  });
});
