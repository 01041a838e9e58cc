import { randomUUID } from 'node:crypto';
import type { TranscriptEntry } from '../../../dialogs/message';
import { agentOf } from '../../support/agent';
import { openChat } from '../../support/chat';
import { customer, play } from '../../support/conversation';
import { startTestProduct, type TestProduct } from '../../support/product';

describe('an agent', () => {
  let product: TestProduct;
  beforeAll(async () => {
    product = await startTestProduct();
  });
  afterAll(() => product.stop());

  const ann = agentOf(() => product);
  const bob = agentOf(() => product, { agent: 'bob', name: 'Bob' });
  const sue = agentOf(() => product, { agent: 'sue', name: 'Sue', isSupervisor: true });

  const asked = async (step: string) => {
    const lines = [customer.opens(), customer.answersUpTo(step)];
    const { chat } = await play(product, { market: 'SG', locale: 'en-SG' }, lines, openChat);
    return chat;
  };
  const load = async (id: string) => {
    const document = await product.store.load(id);
    if (document === undefined) throw new Error('It is not there.');
    return document;
  };
  const newest = async (id: string): Promise<TranscriptEntry['body'] | undefined> =>
    (await product.store.transcript(id, 0, 1_000)).at(-1)?.body;
  const audit = async (conversationId: string) =>
    (await product.store.records('audit', { conversationId, limit: 50 })).map(({ body }) => body.action).toReversed();

  it('claims, writes under their own name, and hands back to the question that was open', async () => {
    const chat = await asked('mobile');
    const id = chat.conversationId;
    expect(await ann.does(id, { kind: 'claim' })).toMatchObject({ status: 'done', epoch: 2 });
    expect(await load(id)).toMatchObject({
      status: 'open',
      pen: { owner: 'agent:ann' },
      desk: { lastAgent: { id: 'ann' } },
    });

    expect(await ann.does(id, { kind: 'send', text: 'Hello, this is Anna.' })).toMatchObject({ status: 'done' });
    expect(await newest(id)).toEqual({
      from: 'agent',
      agent: 'ann',
      reply: { text: 'Hello, this is Anna.', locale: 'en-SG', speaker: 'Anna' },
    });

    await chat.types('8123 4567');
    expect((await load(id)).facts.fields.mobile).toBeUndefined();

    expect(await ann.does(id, { kind: 'handBack', line: 'The assistant goes on.' })).toMatchObject({ status: 'done' });
    const { status, prompt } = await load(id);
    expect({ status, step: prompt?.step }).toEqual({ status: 'bot', step: 'mobile' });
    const [line, question] = (await product.store.transcript(id, (await load(id)).seq - 2, 10)).map(({ body }) => body);
    expect(line).toMatchObject({ from: 'agent', reply: { text: 'The assistant goes on.', speaker: 'Anna' } });
    expect(question).toMatchObject({ from: 'bot', reply: { prompt: { step: 'mobile' } } });

    await chat.types('8123 4567');
    expect((await load(id)).facts.fields.mobile).toEqual({ value: '+6581234567', by: 'customer' });
    expect(await audit(id)).toEqual(['desk.claim', 'desk.send', 'desk.handBack']);
  });

  it('of two at once has exactly one the conversation, and the other is told who', async () => {
    const { conversationId } = await asked('mobile');
    const both = await Promise.all([
      ann.does(conversationId, { kind: 'claim' }, { epoch: 1 }),
      bob.does(conversationId, { kind: 'claim' }, { epoch: 1 }),
    ]);
    const { pen } = await load(conversationId);
    expect(both.filter((one) => one?.status === 'done')).toHaveLength(1);
    expect(both.find((one) => one?.status === 'refused')).toMatchObject({ code: 'PenLost', owner: pen.owner });
    expect(await audit(conversationId)).toEqual(['desk.claim']);
  });

  it('does once what is sent twice, also when it is the cause that it would be refused now', async () => {
    const { conversationId } = await asked('mobile');
    const id = randomUUID();
    const once = await ann.does(conversationId, { kind: 'claim' }, { epoch: 1, id });
    const before = await load(conversationId);
    expect(await ann.does(conversationId, { kind: 'claim' }, { epoch: 1, id })).toEqual(once);
    const sent = randomUUID();
    await ann.does(conversationId, { kind: 'send', text: 'once' }, { id: sent });
    await ann.does(conversationId, { kind: 'send', text: 'once' }, { id: sent });
    const back = randomUUID();
    const { epoch } = (await load(conversationId)).pen;
    await ann.does(conversationId, { kind: 'handBack' }, { id: back, epoch });
    expect(await ann.does(conversationId, { kind: 'handBack' }, { id: back, epoch })).toMatchObject({ status: 'done' });
    expect((await load(conversationId)).version).toBe(before.version + 2);
  });

  it('in a second tab has the conversation already, but acts on the pen as it is', async () => {
    const { conversationId } = await asked('mobile');
    await ann.does(conversationId, { kind: 'claim' });
    const { version } = await load(conversationId);
    expect(await ann.does(conversationId, { kind: 'claim' }, { epoch: 1 })).toMatchObject({ status: 'done', epoch: 2 });
    expect((await load(conversationId)).version).toBe(version);
    const stale = await ann.does(conversationId, { kind: 'send', text: 'from the other tab' }, { epoch: 1 });
    expect(stale).toMatchObject({ status: 'refused', code: 'StalePage' });
  });

  it('is refused or not by what is true, also at another process that remembers otherwise', async () => {
    const { conversationId: id } = await asked('mobile');
    const other = product.another();
    const elsewhere = agentOf(() => ({ ...product, store: product.store, now: product.now, intake: other.intake }), {
      agent: 'bob',
      name: 'Bob',
    });
    await ann.does(id, { kind: 'claim' });
    await elsewhere.does(id, { kind: 'note', text: 'I watch' });
    await ann.does(id, { kind: 'handBack' });
    expect(await elsewhere.does(id, { kind: 'claim' })).toMatchObject({ status: 'done' });
    expect(await load(id)).toMatchObject({ pen: { owner: 'agent:bob' } });
  });

  it('who lost the pen cannot write any more', async () => {
    const { conversationId } = await asked('mobile');
    await ann.does(conversationId, { kind: 'claim' });
    const { epoch } = (await load(conversationId)).pen;
    expect(await bob.does(conversationId, { kind: 'barge' })).toMatchObject({ status: 'refused', code: 'NotAllowed' });
    expect(await sue.does(conversationId, { kind: 'barge' })).toMatchObject({ status: 'done' });
    const late = await ann.does(conversationId, { kind: 'send', text: 'too late' }, { epoch });
    expect(late).toMatchObject({ status: 'refused', code: 'PenLost', owner: 'agent:sue' });
    expect(await sue.does(conversationId, { kind: 'transfer', to: { agent: 'bob' } })).toMatchObject({
      status: 'done',
    });
    expect(await bob.does(conversationId, { kind: 'send', text: 'with me' })).toMatchObject({ status: 'done' });
    await bob.does(conversationId, { kind: 'transfer', to: { queue: 'cards' } });
    expect(await load(conversationId)).toMatchObject({
      status: 'pending',
      desk: { queue: 'cards', reason: 'transferred', lastAgent: { id: 'bob' }, waitingSince: expect.any(Number) },
    });
    await ann.does(conversationId, { kind: 'claim' });
    expect((await load(conversationId)).desk?.waitingSince).toBeUndefined();
  });

  it('is given to somebody else by a supervisor in one step, from whoever has it', async () => {
    const { conversationId: id } = await asked('mobile');
    await ann.does(id, { kind: 'claim' });
    const { epoch } = (await load(id)).pen;
    const toBob = { kind: 'reassign', to: { agent: 'bob' } } as const;
    expect(await bob.does(id, toBob)).toMatchObject({ status: 'refused', code: 'NotAllowed' });
    expect(await sue.does(id, toBob, { epoch: epoch - 1 })).toMatchObject({ status: 'refused', code: 'StalePage' });
    expect(await sue.does(id, toBob)).toMatchObject({ status: 'done', epoch: epoch + 1 });
    expect(await sue.does(id, toBob)).toMatchObject({ status: 'refused', code: 'Invalid' });
    expect(await ann.does(id, { kind: 'send', text: 'late' }, { epoch })).toMatchObject({ code: 'PenLost' });
    expect(await load(id)).toMatchObject({ pen: { owner: 'agent:bob' }, desk: { lastAgent: { id: 'bob' } } });
    await sue.does(id, { kind: 'reassign', to: { queue: 'cards' } });
    expect(await load(id)).toMatchObject({ status: 'pending', desk: { queue: 'cards', reason: 'transferred' } });
    expect(await sue.does(id, { kind: 'reassign', to: { queue: 'loans' } })).toMatchObject({ code: 'Invalid' });
    expect(await sue.does(id, { kind: 'reassign', to: { agent: 'ann' } })).toMatchObject({ status: 'done' });
    expect(await load(id)).toMatchObject({ status: 'open', pen: { owner: 'agent:ann' } });
  });

  it('who went silent loses it to the queue, under the epoch they went silent in alone', async () => {
    const { conversationId } = await asked('mobile');
    await ann.does(conversationId, { kind: 'claim' });
    const envelope = { kind: 'agent', conversationId, channel: 'webchat', agent: 'ann', name: 'Anna' } as const;
    const expire = (epoch: number) =>
      product.intake.take({
        ...envelope,
        id: `lease:${epoch}`,
        receivedAt: product.now(),
        epoch,
        action: { kind: 'expire' },
      });
    expect(await expire(1)).toMatchObject({ status: 'refused' });
    expect(await expire(2)).toMatchObject({ status: 'committed' });
    expect(await load(conversationId)).toMatchObject({
      status: 'pending',
      pen: { owner: 'queue' },
      desk: { reason: 'expired' },
    });
    expect(await expire(2)).toMatchObject({ status: 'duplicate' });
  });

  it('notes what no customer ever sees, with or without the pen', async () => {
    const { conversationId } = await asked('mobile');
    const { seq } = await load(conversationId);
    await bob.does(conversationId, { kind: 'note', text: 'calls back about the limit' });
    await sue.does(conversationId, { kind: 'note', text: 'be kind', whisper: true });
    expect(await ann.does(conversationId, { kind: 'note', text: 'no', whisper: true })).toMatchObject({
      code: 'NotAllowed',
    });
    const notes = await product.store.records('note', { conversationId, limit: 10 });
    expect(notes.map(({ body }) => body)).toEqual([
      { by: 'sue', name: 'Sue', text: 'be kind', whisper: true },
      { by: 'bob', name: 'Bob', text: 'calls back about the limit' },
    ]);
    expect((await load(conversationId)).seq).toBe(seq);
    expect(await load(conversationId)).toMatchObject({ status: 'bot', pen: { owner: 'bot' } });
  });

  it('is refused what must not be kept or cannot be sent', async () => {
    const { conversationId } = await asked('mobile');
    await ann.does(conversationId, { kind: 'claim' });
    const { version } = await load(conversationId);
    const refusals = [
      ['   ', 'Invalid'],
      ['is it 4111 1111 1111 1111?', 'Invalid'],
      ['x'.repeat(5_000), 'TooLong'],
    ] as const;
    for (const [text, code] of refusals)
      expect(await ann.does(conversationId, { kind: 'send', text })).toMatchObject({ status: 'refused', code });
    expect((await load(conversationId)).version).toBe(version);
  });
});
