import { FIELD_IDS, FIELDS } from '../../../machines/lead';
import type { Market } from '../../../machines/market';
import { bank, customer, type Line, play } from '../../support/conversation';
import { type DeskServer, type DeskUser, startDeskServer } from '../../support/deskServer';
import { startTestProduct, type TestProduct } from '../../support/product';

let product: TestProduct;
let desk: DeskServer;
let [ann, ben, sue]: DeskUser[] = [];

beforeAll(async () => {
  product = await startTestProduct();
  desk = await startDeskServer(() => product);
  ann = await desk.signIn();
  ben = await desk.signIn({ id: 'ben', name: 'Ben' });
  sue = await desk.signIn({ id: 'sue', name: 'Sue', roles: ['supervisor'] });
});
afterAll(async () => {
  await desk.close();
  await product.stop();
});

/** A customer who has got so far. */
async function talk(lines: readonly Line[] = [customer.answersUpTo('incomeBand')], market: Market = 'HK') {
  const { chat } = await play(product, { market }, [customer.opens(), ...lines]);
  return chat;
}

const told = (user: DeskUser | undefined) => {
  if (user === undefined) throw new Error('Nobody has signed in yet.');
  return user;
};

describe('a conversation', () => {
  it('is shown whole, and nothing personal of it', async () => {
    const { conversationId } = await talk([customer.answersUpTo('confirm')]);
    const { status, body, headers } = await told(ann).get(`conversations/${conversationId}`);
    expect([status, headers.get('x-desk-version')]).toEqual([200, 'page-1']);
    const facts = (await product.store.load(conversationId))?.facts;
    const free = FIELD_IDS.filter((field) => FIELDS[field].privacy !== 'none' && FIELDS[field].kind !== 'choice');
    const values = free.flatMap((field) => facts?.fields[field]?.value ?? []);
    expect(values.length).toBeGreaterThan(3);
    const text = JSON.stringify(body);
    for (const value of values) expect(text).not.toContain(value);
    expect(text).not.toContain('5123 4567');
    expect(body).toMatchObject({
      flow: { id: 'card-lead', version: 1 },
      timeZone: 'Asia/Hong_Kong',
      composer: { may: 'claimFirst', locale: 'zh-Hant-HK' },
      handBack: { asks: 'The summary of the answers' },
    });
    expect(body.transcript.at(-1).seq).toBe(body.seq);
  });

  it('gives only what is newer, when asked so', async () => {
    const { conversationId } = await talk();
    const { body } = await told(ann).get(`conversations/${conversationId}?after=5`);
    expect(body.transcript[0].seq).toBe(6);
    expect(body.lead.fields.length).toBeGreaterThan(5);
  });

  it('says why a person is needed and where it stands', async () => {
    const { conversationId } = await talk([customer.answersUpTo('mobile'), customer('12'), customer.asksFor('agent')]);
    const { body } = await told(ann).get(`conversations/${conversationId}`);
    const summary = Object.fromEntries(
      body.summary.map((one: { label: string; value: string }) => [one.label, one.value]),
    );
    expect(summary).toMatchObject({
      Language: expect.stringMatching(/Chinese/),
      Answered: expect.stringMatching(/ of /),
    });
    expect(body.handBack.asks).toBe('Mobile number');
  });
});

describe('taking it over', () => {
  it('is won by one of two, and the other is told by whom', async () => {
    const { conversationId } = await talk();
    const epoch = (await told(ann).get(`conversations/${conversationId}`)).body.row.epoch;
    const claims = [ann, ben].map((user) => told(user).does(conversationId, { kind: 'claim' }, { epoch }));
    const outcomes = await Promise.all(claims);
    expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 409]);
    const [winner, loser] = outcomes[0]?.status === 200 ? ['Anna', outcomes[1]] : ['Ben', outcomes[0]];
    expect(loser?.body).toMatchObject({ status: 'refused', ownerName: winner });
    const lostName = winner === 'Anna' ? ben : ann;
    const { body } = await told(lostName).get(`conversations/${conversationId}`);
    expect(body.composer.may).toBe('notYours');
  });

  it('lets the agent speak in their own name, and name the customer without reading the name', async () => {
    const { conversationId, catchesUp } = await talk();
    await told(ann).does(conversationId, { kind: 'claim' });
    const sent = await told(ann).does(conversationId, { kind: 'send', text: 'Hello {customer}, one moment.' });
    expect(sent).toMatchObject({ status: 200, body: { status: 'done' } });
    await catchesUp();
    const entries = await product.store.transcript(conversationId, sent.body.seq - 1, 1);
    expect(entries[0]?.body).toMatchObject({
      from: 'agent',
      agent: 'ann',
      reply: { text: 'Hello Chan Tai Man, one moment.', speaker: 'Anna' },
    });
    const { body } = await told(ann).get(`conversations/${conversationId}`);
    expect(body.transcript.at(-1)).toMatchObject({ from: 'agent', name: 'Anna', masked: true });
    expect(body.transcript.at(-1).text).not.toContain('Tai Man');
  });

  it('does a command that comes twice once', async () => {
    const { conversationId } = await talk();
    await told(ann).does(conversationId, { kind: 'claim' });
    const send = () => told(ann).does(conversationId, { kind: 'send', text: 'Only once.' }, { id: 'same' });
    const seqs = [await send(), await send()].map(({ body }) => body.seq);
    expect(seqs[0]).toBe(seqs[1]);
    const { body } = await told(ann).get(`conversations/${conversationId}`);
    expect(body.transcript.filter(({ text }: { text: string }) => text === 'Only once.')).toHaveLength(1);
  });

  it('ends for who lost the pen: nothing they write is sent', async () => {
    const { conversationId } = await talk();
    const claim = await told(ann).does(conversationId, { kind: 'claim' });
    await told(sue).does(conversationId, { kind: 'barge' });
    const late = { epoch: claim.body.epoch };
    const lost = await told(ann).does(conversationId, { kind: 'send', text: 'Too late.' }, late);
    expect(lost).toMatchObject({ status: 409, body: { code: 'PenLost', ownerName: 'Sue' } });
  });

  it('is passed on only to who can take it', async () => {
    const { conversationId } = await talk();
    await desk.signIn({ id: 'tim', name: 'Tim', markets: ['TH'] });
    await desk.signIn({ id: 'aud', name: 'Aud', roles: ['auditor'] });
    await told(ann).does(conversationId, { kind: 'claim' });
    for (const to of [{ agent: 'tim' }, { agent: 'aud' }, { agent: 'nobody' }, { queue: 'nowhere' }])
      expect((await told(ann).does(conversationId, { kind: 'transfer', to })).status).toBe(422);
    expect((await told(ann).does(conversationId, { kind: 'transfer', to: { agent: 'ben' } })).status).toBe(200);
    expect((await told(ben).get(`conversations/${conversationId}`)).body.composer.may).toBe('write');
  });
});

describe('writing', () => {
  it('is seen by the customer only of who has the conversation', async () => {
    const { conversationId } = await talk();
    const seen: unknown[] = [];
    const unfollow = product.intake.typing.follow(conversationId, (who) => seen.push(who));
    await told(ann).does(conversationId, { kind: 'claim' });
    for (const user of [ann, ben]) {
      expect((await told(user).post(`conversations/${conversationId}/typing`, {})).status).toBe(204);
    }
    unfollow();
    expect(seen).toEqual([{ from: 'agent', name: 'Anna' }]);
  });
});

describe('handing it back', () => {
  it('says exactly what was shown before', async () => {
    const { conversationId, catchesUp, heard } = await talk([customer.answersUpTo('familyName')]);
    await told(ann).does(conversationId, { kind: 'claim' });
    await catchesUp();
    heard();
    const { handBack } = (await told(ann).get(`conversations/${conversationId}`)).body;
    await told(ann).does(conversationId, { kind: 'handBack' });
    await catchesUp();
    const said = heard().map(({ text, locale }) => ({ text, locale }));
    expect(said).toEqual(handBack.next.map(({ text, locale }: { text: string; locale: string }) => ({ text, locale })));
    expect(handBack).toMatchObject({ asks: 'Family name', step: 'familyName' });
  });

  it('can be looked at for another open question first, and only for an open one', async () => {
    const { conversationId } = await talk([customer.answersUpTo('familyName')]);
    const ask = (step: string) => told(ann).get(`conversations/${conversationId}/hand-back?step=${step}`);
    const others = (await told(ann).get(`conversations/${conversationId}`)).body.handBack.others;
    expect(others.length).toBeGreaterThan(0);
    expect((await ask(others[0].step)).body).toMatchObject({ step: others[0].step, asks: others[0].label });
    expect((await ask('salutation')).status).toBe(404);
  });
});

describe('who may not', () => {
  it('finds nothing of another market, as if it had never been', async () => {
    const { conversationId } = await talk();
    const tia = await desk.signIn({ id: 'tia', name: 'Tia', markets: ['VN'], roles: ['agent', 'supervisor'] });
    const { body: never } = await tia.get('conversations/never-was');
    const command = { id: 'x', epoch: 1, command: { kind: 'claim' } };
    const answers = await Promise.all([
      tia.get(`conversations/${conversationId}`),
      tia.get(`conversations/${conversationId}/hand-back?step=mobile`),
      tia.post(`conversations/${conversationId}/commands`, command),
      tia.post(`conversations/${conversationId}/reveal`, { reason: 'Because I want to', field: 'mobile' }),
      tia.post(`conversations/${conversationId}/typing`, {}),
      tia.get('people?market=HK'),
    ]);
    for (const { status, body } of answers) expect([status, body]).toEqual([404, never]);
  });

  it('finds neither what operators keep for themselves nor what was erased', async () => {
    const { conversationId } = await talk();
    await told(ann).post(`conversations/${conversationId}/reveal`, { reason: 'Looking at one value', field: 'mobile' });
    const all = await desk.signIn({ id: 'all', name: 'All', markets: ['AU', 'HK'], roles: ['supervisor', 'operator'] });
    expect((await all.get('conversations/operators:reveals')).status).toBe(404);
    expect((await all.get(`conversations/${conversationId}`)).status).toBe(200);
    await product.intake.alone(conversationId, () => product.store.erase(conversationId).then(() => undefined));
    expect((await all.get(`conversations/${conversationId}`)).status).toBe(404);
    expect((await all.does(conversationId, { kind: 'claim' }, { epoch: 1 })).status).toBe(404);
  });

  it('sends nothing but what is asked for', async () => {
    const { conversationId } = await talk();
    const path = `conversations/${conversationId}/commands`;
    const command = { kind: 'claim' };
    for (const body of [
      { id: 'a', epoch: 1, command, owner: 'agent:ann' },
      { id: 'a', epoch: 1, command: { ...command, agent: 'ben' } },
      { id: 'a', epoch: 1, command: { kind: 'expire' } },
      { id: 'a', epoch: 1, command: { kind: 'reveal', what: 'x', reason: 'y' } },
      { id: 'a', epoch: '1', command },
    ])
      expect((await told(ann).post(path, body)).status).toBe(400);
    expect((await product.store.load(conversationId))?.pen.owner).toBe('bot');
  });

  it('does what only supervisors, or auditors, do', async () => {
    const statuses = await Promise.all(
      ['board', 'reveals'].map(async (path) => [
        (await told(ann).get(path)).status,
        (await told(sue).get(path)).status,
      ]),
    );
    expect(statuses).toEqual([
      [403, 200],
      [403, 403],
    ]);
    const { conversationId } = await talk();
    await told(ann).does(conversationId, { kind: 'claim' });
    const whisper = { kind: 'note', text: 'Mind the income', whisper: true };
    expect((await told(ann).does(conversationId, whisper)).status).toBe(422);
    expect((await told(sue).does(conversationId, whisper)).status).toBe(200);
    const notes = async (user: DeskUser | undefined) =>
      (await told(user).get(`conversations/${conversationId}`)).body.notes.length;
    expect([await notes(ann), await notes(sue), await notes(ben)]).toEqual([1, 1, 0]);
  });
});

describe('break-glass', () => {
  it('needs a reason, and is found by the auditor', async () => {
    const { conversationId } = await talk();
    const path = `conversations/${conversationId}/reveal`;
    expect((await told(ann).post(path, { reason: 'short', field: 'mobile' })).status).toBe(400);
    const shown = await told(ann).post(path, { reason: 'The customer asked', field: 'mobile' });
    expect(shown).toMatchObject({ status: 200, body: { value: '5123 4567' } });
    const aud = await desk.signIn({ id: 'ada', name: 'Ada', roles: ['auditor'] });
    const { body } = await aud.get('reveals?market=HK');
    expect(body.rows[0]).toMatchObject({ by: 'ann', conversationId, what: 'Mobile number' });
    expect((await aud.get('reveals?market=HK&market=TH')).status).toBe(400);
  });
});

describe('a case', () => {
  it('is settled by two, of whom neither is an agent alone', async () => {
    const { conversationId } = await talk([
      customer.answersUpTo('confirm'),
      bank.fails('500after'),
      customer.taps('accept'),
      bank.answers(),
    ]);
    const view = async (user: DeskUser | undefined) => (await told(user).get(`conversations/${conversationId}`)).body;
    const [open] = (await view(sue)).cases;
    expect(open).toMatchObject({ status: 'open', possible: ['done', 'resend', 'reject'] });
    expect((await view(ann)).cases[0].possible).toEqual([]);
    const path = `cases/${encodeURIComponent(open.id)}/decide`;
    const action = { kind: 'done', reference: 'APP-2026-77' };
    expect((await told(ann).post(path, { action })).status).toBe(403);
    expect(await told(sue).post(path, { action })).toMatchObject({ status: 200, body: { result: 'proposes' } });
    expect(await told(sue).post(path, { action })).toMatchObject({ status: 409 });
    const pip = await desk.signIn({ id: 'pip', name: 'Pip', roles: ['operator'] });
    expect(await pip.post(path, { action })).toMatchObject({ status: 200, body: { result: 'settles' } });
    // Who the staff are is a few seconds old.
    product.passes(6_000);
    const [by, confirmedBy] = [
      { id: 'sue', name: 'Sue' },
      { id: 'pip', name: 'Pip' },
    ];
    expect((await view(sue)).cases[0].settlement).toMatchObject({ by, confirmedBy });
    const far = await desk.signIn({ id: 'far', name: 'Far', roles: ['operator'], markets: ['PL'] });
    expect((await far.post(path, { action })).status).toBe(404);
  });
});

describe('replies that are ready', () => {
  it('are kept by supervisors and stand in the composer of their market', async () => {
    const reply = { markets: ['HK'], locale: 'zh-Hant', shortcut: 'fee', title: 'Fee', text: '{product}：免年費。' };
    expect((await told(ann).post('canned', reply)).status).toBe(403);
    const { body: kept } = await told(sue).post('canned', reply);
    const { conversationId } = await talk();
    const { composer } = (await told(ann).get(`conversations/${conversationId}`)).body;
    expect(composer.canned[0]).toEqual({
      id: kept.id,
      shortcut: 'fee',
      title: 'Fee',
      text: expect.stringMatching(/^Larkfield .*：免年費。$/),
    });
    expect((await told(sue).post('canned', { id: kept.id, remove: true })).status).toBe(204);
    expect((await told(sue).get('canned')).body.rows).toEqual([]);
  });
});

/** The last: hours pass in it. */
describe('a fresh code', () => {
  const MINUTE_MS = 60_000;
  let sam: DeskUser;
  let isProven: (path: string, body: object) => Promise<boolean>;

  beforeAll(async () => {
    sam = await desk.signIn({ id: 'sam', name: 'Sam', roles: ['agent', 'supervisor'] });
    isProven = async (path, body) => (await sam.post(path, body)).body?.error?.code !== 'ProofNeeded';
    for (let minutes = 0; minutes < 35; minutes += 7) {
      product.passes(7 * MINUTE_MS);
      expect((await sam.get('me')).status).toBe(200);
    }
  });

  it('is asked for by what must be kept closest, and by nothing else', async () => {
    const { conversationId } = await talk([customer.answersUpTo('confirm')]);
    const path = `conversations/${conversationId}/reveal`;
    const reason = 'The customer asked me to';
    const looks = [{ field: 'mobile' }, { field: 'incomeBand' }, { field: 'employmentStatus' }, { seq: 5 }];
    const answers = await Promise.all(looks.map((look) => isProven(path, { reason, ...look })));
    expect(answers).toEqual([true, false, false, false]);
    expect(await isProven(path, { reason: 'short', field: 'incomeBand' })).toBe(true);
    const fresh = await desk.signIn({ id: 'fay', name: 'Fay' });
    expect((await fresh.post(path, { reason, field: 'incomeBand' })).status).toBe(200);
  });

  it('is asked for by what an application’s fate hangs on, and not to note what a customer was told', async () => {
    const lines = [customer.answersUpTo('confirm'), bank.fails('500after'), customer.taps('accept'), bank.answers()];
    const { conversationId } = await talk(lines);
    const [open] = (await sam.get(`conversations/${conversationId}`)).body.cases;
    const path = `cases/${encodeURIComponent(open.id)}/decide`;
    const actions = [{ kind: 'done', reference: 'APP-2026-78' }, { kind: 'resend' }, { kind: 'reject' }];
    for (const action of actions) expect(await isProven(path, { action })).toBe(false);
    expect(await isProven(path, { action: { kind: 'told', note: 'They know.' } })).toBe(true);
  });
});
