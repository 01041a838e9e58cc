import { randomUUID } from 'node:crypto';
import { renderEntry } from '../../../adapters/channels/webchat/render';
import { agentOf } from '../../support/agent';
import { opensDesk } from '../../support/desk';
import { startTestProduct, type TestProduct } from '../../support/product';
import { openWhatsAppChat } from '../../support/whatsAppChat';

describe('what an agent writes on a messenger', () => {
  let product: TestProduct;
  beforeEach(async () => {
    product = await startTestProduct({ whatsApp: true });
  });
  afterEach(() => product.stop());
  const ann = agentOf(() => product);
  const sue = agentOf(() => product, { agent: 'sue', name: 'Sue', isSupervisor: true });

  const bodies = async (id: string) => {
    const deliveries = await product.store.deliveries(id);
    const work = await product.store.work(id);
    const lines = new Set(work.filter((item) => item.id.includes(':line:')).map((item) => item.id));
    return { taken: deliveries.filter(({ workId }) => lines.has(workId)).length, lines: lines.size };
  };

  it('is sent once, though the process ends before it could hand it over and the page asks again', async () => {
    const chat = openWhatsAppChat(() => product, { market: 'SG', locale: 'en-SG' });
    await chat.opens();
    const id = chat.conversationId;
    await ann.does(id, { kind: 'claim' });
    await product.replies?.stop();
    const command = randomUUID();
    await ann.does(id, { kind: 'send', text: 'I am still here.' }, { id: command });
    expect(await bodies(id)).toEqual({ taken: 0, lines: 1 });
    await product.restart();
    expect(await ann.does(id, { kind: 'send', text: 'I am still here.' }, { id: command })).toMatchObject({
      status: 'done',
    });
    await product.settled(id);
    expect(await bodies(id)).toEqual({ taken: 1, lines: 1 });
    await chat.catchesUp();
    expect(chat.heard().filter(({ text }) => text.includes('I am still here.'))).toHaveLength(1);
  });

  it('goes out though another has taken the conversation since, and what the bot had said before does not', async () => {
    const chat = openWhatsAppChat(() => product, { market: 'SG', locale: 'en-SG' });
    await chat.opens();
    const id = chat.conversationId;
    await product.replies?.stop();
    await product.intake.receive({
      kind: 'text',
      id: randomUUID(),
      conversationId: id,
      channel: 'whatsapp',
      receivedAt: product.now(),
      text: 'help',
    });
    await ann.does(id, { kind: 'claim' });
    await ann.does(id, { kind: 'send', text: 'One moment.' });
    await sue.does(id, { kind: 'barge' });
    product.replies?.start();
    await product.settled(id);
    const work = (await product.store.work(id)).filter(({ kind }) => kind === 'reply').slice(-2);
    expect(work.map(({ status }) => status)).toEqual(['dead', 'done']);
    expect(await bodies(id)).toEqual({ taken: 1, lines: 1 });
  });
});

describe('what an agent writes on the page', () => {
  const desk = opensDesk();

  it('comes under their name, and the bot’s under the bank’s', async () => {
    const { conversationId } = await desk.asked('mobile');
    await desk.ann.does(conversationId, { kind: 'claim' });
    await desk.ann.does(conversationId, { kind: 'send', text: '<b>Hello</b>' });
    const entries = await desk.product.store.transcript(conversationId, 0, 1_000);
    const context = { conversationId, userId: 'u', bankName: 'The Bank' };
    const [question, line] = entries.slice(-2).map((entry) => renderEntry(entry, context));
    expect(question?.from).toEqual({ id: 'assistant', name: 'The Bank', role: 'bot' });
    expect(line).toMatchObject({
      from: { id: 'agent', name: 'Anna', role: 'bot' },
      text: '<b>Hello</b>',
      textFormat: 'plain',
    });
    expect(JSON.stringify(line)).not.toContain('ann"');
  });
});
