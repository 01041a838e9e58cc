import { createBoard } from '../../../bot/desk/board';
import { createLeases } from '../../../bot/desk/leases';
import { usualTimes } from '../../../bot/desk/serviceTimes';
import { BotFault } from '../../../bot/errors';
import { NO_FACTS } from '../../../machines/facts';
import { agentOf } from '../../support/agent';
import type { Chat } from '../../support/chat';
import { bot, customer, play } from '../../support/conversation';
import { HOUR_MS } from '../../support/product';
import { opensHub, type TestHub } from '../../support/testHub';
import { openWhatsAppChat } from '../../support/whatsAppChat';

const SINGAPORE = { market: 'SG', locale: 'en-SG' } as const;
const MINUTE = 60_000;

/** A customer who was asked for their mobile number, and would rather have a person. */
async function waiting(hub: TestHub): Promise<Chat> {
  const { chat } = await play(hub.product, SINGAPORE, [
    customer.opens(),
    customer.answersUpTo('mobile'),
    customer.asksFor('agent'),
  ]);
  await hub.product.settled(chat.conversationId);
  return chat;
}

async function withCentre(hub: TestHub): Promise<{ chat: Chat; id: string; session: string }> {
  const chat = await waiting(hub);
  const id = chat.conversationId;
  const session = hub.session(id);
  expect((await hub.centre.says({ type: 'accepted', session, agent: { name: 'Mia' } })).status).toBe(200);
  return { chat, id, session };
}

async function stands(hub: TestHub, id: string) {
  const document = await hub.product.store.load(id);
  return { status: document?.status, owner: document?.pen.owner, desk: document?.desk, prompt: document?.prompt };
}

async function factsOf(hub: TestHub, id: string) {
  return (await hub.product.store.load(id))?.facts ?? NO_FACTS;
}

async function saidSince(hub: TestHub, id: string, after: number) {
  return (await hub.product.store.transcript(id, after, 100)).map(({ body }) => body);
}

describe('a contact centre behind webhooks', () => {
  const hub = opensHub();

  it('takes a customer from "agent, please" to a person and back to the right question', async () => {
    const talk = await play(hub.product, SINGAPORE, [
      customer.opens(),
      customer.answersUpTo('mobile'),
      customer.asksFor('agent'),
      bot('say.handoff'),
    ]);
    const { chat } = talk;
    const id = chat.conversationId;
    await hub.product.settled(id);
    const session = hub.session(id);
    await hub.centre.says({ type: 'queued', session });
    await hub.centre.says({ type: 'accepted', session, agent: { name: 'Mia' } });
    expect(await stands(hub, id)).toMatchObject({ status: 'open', owner: 'agent:hub:webhook' });

    await hub.centre.says({ type: 'message', session, agent: { name: 'Mia' }, text: 'Hello, how can I help?' });
    await chat.types('Is there a yearly fee?');
    await chat.types('And who pays it?');
    await hub.product.settled(id);
    expect(hub.told(id).map(({ type, text }) => [type, text])).toEqual([
      ['conversation.requested', undefined],
      ['customer.message', 'Is there a yearly fee?'],
      ['customer.message', 'And who pays it?'],
    ]);

    const before = (await hub.product.store.load(id))?.seq ?? 0;
    await hub.centre.says({ type: 'returned', session, agent: { name: 'Mia' }, line: 'The first year is free.' });
    const [line, ...asked] = await saidSince(hub, id, before);
    expect(line).toMatchObject({ from: 'agent', reply: { text: 'The first year is free.', speaker: 'Mia' } });
    expect(asked.map((body) => body.from === 'bot' && body.reply.prompt?.step).at(-1)).toBe('mobile');
    expect(await stands(hub, id)).toMatchObject({ status: 'bot', owner: 'bot', prompt: { step: 'mobile' } });
    await chat.types('8123 4567');
    await hub.product.settled(id);
    expect((await hub.product.store.load(id))?.facts.fields.mobile?.value).toBe('+6581234567');
    expect(hub.told(id)).toHaveLength(3);
  });

  it('is told what our own desk would show: masked, with the lead as it stands', async () => {
    const id = (await waiting(hub)).conversationId;
    const [request] = hub.told(id);
    const told = JSON.stringify(request);
    const { fields } = await factsOf(hub, id);
    const names = [fields.familyName, fields.givenName, fields.fullName].flatMap((fact) => fact?.value ?? []);
    expect(names).not.toEqual([]);
    for (const name of names) expect(told).not.toContain(name);
    expect(request?.context).toMatchObject({ reason: 'asked', locale: 'en-SG', channel: 'webchat' });
    expect(told).toContain('Why a person');
  });

  it('has nobody but itself write, and the bot silent, while it holds the conversation', async () => {
    const { chat, id, session } = await withCentre(hub);
    const { seq = 0 } = (await hub.product.store.load(id)) ?? {};
    await chat.types('8123 4567');
    expect(await saidSince(hub, id, seq)).toMatchObject([{ from: 'customer' }]);
    expect((await hub.product.store.load(id))?.facts.fields.mobile).toBeUndefined();
    await agentOf(() => hub.product).does(id, { kind: 'send', text: 'from the desk' });
    expect(await saidSince(hub, id, seq)).toHaveLength(1);
    await hub.centre.says({ type: 'closed', session });
  });

  it('does once what it says twice, and says so', async () => {
    const { id, session } = await withCentre(hub);
    const { seq = 0 } = (await hub.product.store.load(id)) ?? {};
    const say = () => hub.centre.says({ type: 'message', session, text: 'Once.' }, { id: `twice-${id}` });
    const answers = await Promise.all([say(), say(), say()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.filter(({ body }) => body.includes('duplicate'))).toHaveLength(2);
    expect(await saidSince(hub, id, seq)).toMatchObject([{ from: 'agent', reply: { text: 'Once.' } }]);
    await hub.centre.says({ type: 'returned', session }, { id: `back-${id}` });
    // Long over, and still known for what it was.
    expect((await say()).body).toContain('duplicate');
    expect((await hub.centre.says({ type: 'returned', session }, { id: `back-${id}` })).status).toBe(200);
  });

  it('may begin to write before its word that it accepted comes', async () => {
    const id = (await waiting(hub)).conversationId;
    const session = hub.session(id);
    expect((await hub.centre.says({ type: 'message', session, text: 'Already here.' })).status).toBe(200);
    expect(await stands(hub, id)).toMatchObject({ status: 'open', owner: 'agent:hub:webhook' });
    const { version } = (await hub.product.store.load(id)) ?? {};
    expect((await hub.centre.says({ type: 'accepted', session })).status).toBe(200);
    expect((await hub.product.store.load(id))?.version).toBe(version);
    await hub.centre.says({ type: 'closed', session });
  });

  it('has no say any more once somebody else has the pen, and its late words are kept for people of the bank', async () => {
    const { id, session } = await withCentre(hub);
    await agentOf(() => hub.product, { agent: 'sue', name: 'Sue', isSupervisor: true }).does(id, { kind: 'barge' });
    const { seq = 0 } = (await hub.product.store.load(id)) ?? {};
    const late = () => hub.centre.says({ type: 'message', session, text: 'Too late.' }, { id: `late-${id}` });
    for (const { status, body } of [await late(), await late()]) {
      expect(status).toBe(409);
      expect(body).toContain('SessionEnded');
    }
    for (const type of ['accepted', 'returned', 'closed', 'queued', 'transferred', 'typing']) {
      expect((await hub.centre.says({ type, session })).status).toBe(409);
    }
    expect(await saidSince(hub, id, seq)).toEqual([]);
    expect(await stands(hub, id)).toMatchObject({ status: 'open', owner: 'agent:sue' });
    const notes = await hub.product.store.records('note', { conversationId: id, limit: 10 });
    expect(notes.map(({ body }) => body.text)).toEqual([expect.stringContaining('Too late.')]);
    await hub.product.settled(id);
    expect(hub.told(id).at(-1)).toMatchObject({ type: 'conversation.withdrawn', session });
  });

  it('cannot answer in a session that was asked anew', async () => {
    const { id, session } = await withCentre(hub);
    const sue = agentOf(() => hub.product, { agent: 'sue', name: 'Sue', isSupervisor: true });
    await sue.does(id, { kind: 'barge' });
    await sue.does(id, { kind: 'transfer', to: { queue: 'cards' } });
    await hub.product.settled(id);
    const again = hub.session(id);
    expect(again).not.toBe(session);
    expect((await hub.centre.says({ type: 'accepted', session })).status).toBe(409);
    expect((await hub.centre.says({ type: 'accepted', session: again })).status).toBe(200);
    await hub.centre.says({ type: 'closed', session: again });
  });

  it('is told that the customer went on with the bot instead', async () => {
    const chat = await waiting(hub);
    const id = chat.conversationId;
    await chat.taps('cmd|bot', 'Go on with the assistant');
    await hub.product.settled(id);
    expect(hub.told(id).map(({ type }) => type)).toEqual(['conversation.requested', 'conversation.withdrawn']);
    expect((await hub.centre.says({ type: 'accepted', session: hub.session(id) })).status).toBe(409);
    expect(await stands(hub, id)).toMatchObject({ status: 'bot' });
  });

  it.each([
    ['failed', { reason: 'closed today' }, 'hub'],
    ['transferred', { queue: 'general' }, 'transferred'],
  ] as const)('gives what it cannot help with to our own desk: %s', async (type, more, reason) => {
    const { id, session } = await withCentre(hub);
    await hub.centre.says({ type, session, ...more });
    expect(await stands(hub, id)).toMatchObject({ status: 'pending', owner: 'queue', desk: { reason } });
    await hub.product.settled(id);
    const notes = await hub.product.store.records('note', { conversationId: id, limit: 10 });
    expect(notes.map(({ body }) => body.text)).toEqual(
      'reason' in more ? [`The contact centre could not help: ${more.reason}`] : [],
    );
    const audit = await hub.product.store.records('audit', { conversationId: id, limit: 50 });
    expect(JSON.stringify(audit)).not.toContain('closed today');
    // Whoever could not help is not asked again.
    expect(hub.told(id)).toHaveLength(1);
    expect((await hub.centre.says({ type: 'message', session, text: 'x' })).status).toBe(409);
    expect(await agentOf(() => hub.product).does(id, { kind: 'claim' })).toMatchObject({ status: 'done' });
  });

  it('passes a conversation on among its people, who speak under their own names', async () => {
    const { id, session } = await withCentre(hub);
    const { seq = 0 } = (await hub.product.store.load(id)) ?? {};
    await hub.centre.says({ type: 'transferred', session, agent: { name: 'Noor' } });
    await hub.centre.says({ type: 'message', session, agent: { name: '  *Noor*\u202e ' }, text: 'Noor here.' });
    await hub.centre.says({ type: 'message', session, text: 'And I.' });
    expect(await saidSince(hub, id, seq)).toMatchObject([
      { from: 'agent', reply: { speaker: 'Noor' } },
      { from: 'agent', reply: { speaker: 'Customer service' } },
    ]);
    await hub.centre.says({ type: 'closed', session });
    expect(await stands(hub, id)).toMatchObject({ status: 'resolved', desk: { wrapUp: { by: 'hub:webhook' } } });
  });

  it('shows the customer that somebody writes', async () => {
    const { id, session } = await withCentre(hub);
    const seen: unknown[] = [];
    const stop = hub.product.intake.typing.follow(id, (who) => void seen.push(who));
    await hub.centre.says({ type: 'typing', session, agent: { name: 'Mia' } });
    stop();
    expect(seen).toEqual([{ from: 'agent', name: 'Mia' }]);
    await hub.centre.says({ type: 'closed', session });
  });

  it('does not send what our own desk would not', async () => {
    const { id, session } = await withCentre(hub);
    const { seq = 0 } = (await hub.product.store.load(id)) ?? {};
    for (const text of ['', 'Your card is 4111 1111 1111 1111', 'x'.repeat(5_000)]) {
      const { status, body } = await hub.centre.says({ type: 'message', session, text });
      expect([status, JSON.parse(body).error.code]).toEqual([409, 'Invalid']);
    }
    expect(await saidSince(hub, id, seq)).toEqual([]);
    await hub.centre.says({ type: 'closed', session });
  });

  it.each([
    ['another key', { secret: `whsec_${Buffer.alloc(32, 9).toString('base64')}` }, 401],
    ['an old time', { timestamp: Date.now() / 1_000 - 3_600 }, 401],
    ['a time to come', { timestamp: Date.now() / 1_000 + 3_600 }, 401],
    ['another body', { body: '{"type":"closed","session":"x~1"}' }, 401],
  ])('believes nothing signed with %s', async (_, how, status) => {
    const { id, session } = await withCentre(hub);
    const { version } = (await hub.product.store.load(id)) ?? {};
    expect((await hub.centre.says({ type: 'closed', session }, how)).status).toBe(status);
    expect((await hub.product.store.load(id))?.version).toBe(version);
    await hub.centre.says({ type: 'closed', session });
  });

  it('learns what it said wrong, and of sessions that there never were', async () => {
    const { session } = await withCentre(hub);
    const status = async (event: Record<string, unknown>) => (await hub.centre.says(event)).status;
    expect(await status({ type: 'customer.message', session, text: 'ours' })).toBe(400);
    expect(await status({ type: 'message', session, text: 'x', epoch: 99 })).toBe(400);
    expect(await status({ type: 'transferred', session, queue: 'nowhere' })).toBe(409);
    expect(await status({ type: 'accepted', session: 'conversation-0~1' })).toBe(404);
    expect(await status({ type: 'accepted', session: 'nonsense' })).toBe(404);
    await hub.centre.says({ type: 'closed', session });
  });
});

describe('a contact centre and customers on WhatsApp', () => {
  const hub = opensHub({ whatsApp: true });

  it('writes as a person for as long as WhatsApp lets it, and is told when it does not', async () => {
    const { chat } = await play(
      hub.product,
      { market: 'SG' },
      [customer.opens(), customer.answersUpTo('mobile'), customer.asksFor('agent')],
      openWhatsAppChat,
    );
    const id = chat.conversationId;
    await hub.product.settled(id);
    const session = hub.session(id);
    await hub.centre.says({ type: 'accepted', session, agent: { name: 'Mia' } });
    await hub.centre.says({ type: 'message', session, agent: { name: 'Mia' }, text: 'Hello from a person.' });
    await chat.catchesUp();
    expect(chat.heard().map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/Mia.*\n.*Hello from a person\./),
    );
    hub.product.passes(25 * HOUR_MS);
    const { status, body } = await hub.centre.says({ type: 'message', session, text: 'Still there?' });
    expect([status, JSON.parse(body).error.code]).toEqual([409, 'WindowClosed']);
    await chat.types('I am back');
    await hub.product.settled(id);
    expect(hub.told(id).at(-1)).toMatchObject({ type: 'customer.message', text: 'I am back' });
    await chat.types('STOP');
    const after = await hub.centre.says({ type: 'message', session, text: 'Wait!' });
    expect([after.status, JSON.parse(after.body).error.code]).toEqual([409, 'OptedOut']);
  });
});

describe('a contact centre that may be told more', () => {
  const hub = opensHub({ shown: ['personal'] });

  it('reads the values of those classes, and no others', async () => {
    const { chat } = await play(hub.product, SINGAPORE, [
      customer.opens(),
      customer.answersUpTo('email'),
      customer.asksFor('agent'),
    ]);
    const id = chat.conversationId;
    await hub.product.settled(id);
    const { fields } = await factsOf(hub, id);
    const lead = JSON.stringify(hub.told(id)[0]?.context?.lead);
    const name = fields.familyName?.value ?? fields.fullName?.value ?? 'nobody';
    expect(lead).toContain(name);
    expect(fields.mobile?.value).toBeDefined();
    expect(lead).not.toContain(fields.mobile?.value?.slice(-8));
  });
});

describe('a contact centre and our own desk', () => {
  const hub = opensHub();

  it('never hold a conversation both, whoever is faster', async () => {
    const held = new Set<string>();
    for (let round = 0; round < 6; round += 1) {
      const id = (await waiting(hub)).conversationId;
      const session = hub.session(id);
      const [accepted, claimed] = await Promise.all([
        hub.centre.says({ type: 'accepted', session }),
        agentOf(() => hub.product).does(id, { kind: 'claim' }),
      ]);
      const { owner } = await stands(hub, id);
      expect(owner).toBe(accepted.status === 200 ? 'agent:hub:webhook' : 'agent:ann');
      expect(claimed?.status).toBe(accepted.status === 200 ? 'refused' : 'done');
      held.add(String(owner));
    }
    expect(held.size).toBeGreaterThan(0);
  });

  it('is not taken for an agent who went silent, and is once it is configured no more', async () => {
    const { id } = await withCentre(hub);
    const { store, intake, now: clock } = hub.product;
    const presence = { refresh: async () => undefined, heardAt: () => undefined };
    const board = createBoard({
      store,
      times: { hours: () => undefined, serviceTimes: usualTimes },
      onFault: () => undefined,
    });
    const look = (name?: string) =>
      createLeases({ board, presence, intake, clock, onFault: () => undefined, ...(name && { hub: name }) }).look();
    hub.product.passes(HOUR_MS);
    await look('webhook');
    expect(await stands(hub, id)).toMatchObject({ status: 'open' });
    await look();
    expect(await stands(hub, id)).toMatchObject({ status: 'pending', desk: { reason: 'expired' } });
  });
});

describe('a contact centre and a flow that is gone', () => {
  let isGone = false;
  const hub = opensHub({
    parts: ({ flows }) => ({
      flows: {
        ...flows,
        pinned(market, pin) {
          if (isGone) throw new BotFault('FLOW_MISSING', 'The version is gone.');
          return flows.pinned(market, pin);
        },
      },
    }),
  });

  it('gives the customer to our own desk when it is done, with what it said last', async () => {
    const { id, session } = await withCentre(hub);
    isGone = true;
    expect((await hub.centre.says({ type: 'returned', session, line: 'All done.' })).status).toBe(200);
    expect(await stands(hub, id)).toMatchObject({ status: 'pending', owner: 'queue', desk: { reason: 'hub' } });
    const notes = await hub.product.store.records('note', { conversationId: id, limit: 10 });
    expect(notes.map(({ body }) => body.text)).toEqual([expect.stringContaining('All done.')]);
  });
});

describe('a contact centre in trouble', () => {
  const hub = opensHub({ patienceMs: 10 * MINUTE });
  afterEach(() => hub.centre.heals());

  it.each([
    ['an answer that is lost', { kind: 'lostAnswer', times: 1 }],
    ['a line that is cut', { kind: 'cut', times: 1 }],
    ['503', { kind: 'status', status: 503, times: 1 }],
    ['429', { kind: 'status', status: 429, times: 1, retryAfterS: 1 }],
    ['a key it does not know yet', { kind: 'status', status: 401, times: 1 }],
  ] as const)('is told again after %s, in order, and knows each thing once', async (_, fault) => {
    const { chat, id, session } = await withCentre(hub);
    hub.centre.fails(fault);
    await chat.types('one');
    await chat.types('two');
    await chat.types('three');
    for (let tries = 0; tries < 5; tries += 1) await hub.product.settledAfter(10_000, id);
    expect(hub.told(id).flatMap(({ text }) => text ?? [])).toEqual(['one', 'two', 'three']);
    expect(await stands(hub, id)).toMatchObject({ status: 'open', owner: 'agent:hub:webhook' });
    await hub.centre.says({ type: 'closed', session });
  });

  it('loses a conversation to our own desk once the patience is over, with all that the customer wrote', async () => {
    const { chat, id, session } = await withCentre(hub);
    hub.centre.fails({ kind: 'status', status: 503, times: 200 });
    await chat.types('anybody there?');
    await hub.product.settledAfter(5 * MINUTE, id);
    expect(await stands(hub, id)).toMatchObject({ status: 'open' });
    await hub.product.settledAfter(6 * MINUTE, id);
    expect(await stands(hub, id)).toMatchObject({ status: 'pending', owner: 'queue', desk: { reason: 'hub' } });
    await chat.types('hello?');
    hub.centre.heals();
    await hub.product.settledAfter(10 * MINUTE, id);
    expect(hub.told(id).at(-1)).toMatchObject({ type: 'conversation.withdrawn', session });
    const said = (await hub.product.store.transcript(id, 0, 500)).map(({ body }) => 'text' in body && body.text);
    expect(said).toEqual(expect.arrayContaining(['anybody there?', 'hello?']));
    // It wakes up and knows nothing of that.
    expect((await hub.centre.says({ type: 'message', session, text: 'Sorry!' })).status).toBe(409);
  });

  it.each([404, 410, 422])('that says %i of a session has lost it at once', async (status) => {
    const { chat, id } = await withCentre(hub);
    hub.centre.fails({ kind: 'status', status, times: 1 });
    await chat.types('still there?');
    await hub.product.settled(id);
    expect(await stands(hub, id)).toMatchObject({ status: 'pending', owner: 'queue', desk: { reason: 'hub' } });
  });

  it('that does not take a request leaves the customer in our own queue, where they were', async () => {
    hub.centre.fails({ kind: 'status', status: 400, times: 1 });
    const id = (await waiting(hub)).conversationId;
    expect(await stands(hub, id)).toMatchObject({ status: 'pending', owner: 'queue', desk: { reason: 'hub' } });
    expect(await agentOf(() => hub.product).does(id, { kind: 'claim' })).toMatchObject({ status: 'done' });
  });

  it('is told after a restart what was left to tell, and keeps what it held', async () => {
    const { chat, id, session } = await withCentre(hub);
    hub.centre.fails({ kind: 'status', status: 503, times: 1 });
    await chat.types('before');
    await hub.product.restart();
    await chat.types('after');
    await hub.product.settledAfter(MINUTE, id);
    expect(hub.told(id).flatMap(({ text }) => text ?? [])).toEqual(['before', 'after']);
    expect((await hub.centre.says({ type: 'message', session, text: 'Here.' })).status).toBe(200);
    await hub.centre.says({ type: 'closed', session });
  });

  it('has no word of an erased conversation', async () => {
    const { id, session } = await withCentre(hub);
    await hub.product.intake.alone(id, () => hub.product.store.erase(id).then(() => undefined));
    expect((await hub.centre.says({ type: 'message', session, text: 'x' })).status).toBe(404);
  });
});
