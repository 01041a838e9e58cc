import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bot, type BotParts, composeBot } from '../../../bot/composeBot';
import type { CosmosStandIn } from '../../../sandbox/cosmos';
import type { CosmosStore } from '../../../store/cosmos/cosmosStore';
import { bot, customer, knows, play } from '../../support/conversation';
import { ownDataOf } from '../../support/ownData';
import { startTestProduct, type TestProduct, type TestProductOptions } from '../../support/product';
import { openWhatsAppChat } from '../../support/whatsAppChat';
import { type CosmosUnderTest, cosmosUnderTest, startCosmos } from './cosmosUnderTest';

let service: CosmosStandIn;
let subject: CosmosUnderTest;
const home = mkdtempSync(join(tmpdir(), 'cosmos-product-'));
beforeAll(async () => {
  service = await startCosmos();
});
afterAll(async () => {
  await service.close();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(async () => {
  subject = await cosmosUnderTest(service);
});

/** The product on Cosmos DB, and what another process would be composed of. */
async function startOnCosmos(store: CosmosStore, options: TestProductOptions = {}) {
  let composed: BotParts | undefined;
  const product = await startTestProduct({
    ...options,
    parts: (real) => {
      void real.store.close();
      composed = { ...real, store };
      return { store };
    },
  });
  if (composed === undefined) throw new Error('The product was not composed.');
  return { product, parts: composed };
}

/** What the customer says goes to one process and the other in turns. */
function inTurns(product: TestProduct, other: Bot): TestProduct {
  let messages = 0;
  const receive: Bot['intake']['receive'] = (message) => {
    messages += 1;
    return (messages % 2 === 0 ? other : product).intake.receive(message);
  };
  return Object.create(product, { intake: { value: { ...product.intake, receive } } });
}

const LEAD = [
  customer.opens(),
  bot('say.welcome', 'say.offer', 'ask.product'),
  customer.taps('VC830'),
  customer.answersUpTo('summary'),
  customer.changes('mobile'),
  customer.types('9123 4567'),
  knows({ mobile: '+6591234567' }),
  customer.answersUpTo('marketing'),
  customer.taps('refuse'),
  bot.lastly('say.done'),
];

it('takes a whole lead through two processes that share nothing but Cosmos DB', async () => {
  const [here, there] = [await subject.open({ clock: Date.now }), await subject.open({ clock: Date.now })];
  const { product, parts } = await startOnCosmos(here);
  const other = composeBot({ ...parts, store: there });
  other.outbox.start();
  try {
    const talk = await play(inTurns(product, other), { market: 'SG' }, LEAD);
    expect(await product.bank.applications()).toHaveLength(1);
    const document = await there.load(talk.chat.conversationId);
    expect(document?.submitted.map(({ status }) => status)).toEqual(['done']);
    const entries = await there.transcript(talk.chat.conversationId, 0, 1_000);
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, at) => at + 1));
    const [turnsHere, turnsThere] = [here, there].map((store) => store.charges().commit?.calls ?? 0);
    expect(Math.min(turnsHere ?? 0, turnsThere ?? 0)).toBeGreaterThan(5);
  } finally {
    await other.outbox.stop();
    await product.stop();
    await subject.dispose();
  }
});

it('erases at a customer’s wish, and the certificate counts on the other machine', async () => {
  const [here, there] = [await subject.open({ clock: Date.now }), await subject.open({ clock: Date.now })];
  const { product } = await startOnCosmos(here);
  try {
    const talk = await play(product, { market: 'SG', locale: 'en-SG' }, [
      customer.opens(),
      customer.answersUpTo('email'),
      customer.types('delete my data'),
      bot('say.eraseAsk'),
      customer.taps('forget'),
      bot('say.erasing'),
    ]);
    const code = /code=([0-9A-Z-]+)/.exec(talk.replies.at(-1)?.text ?? '')?.[1] ?? '';
    const own = (store: TestProduct['store']) => ownDataOf(Object.create(product, { store: { value: store } }), home);
    expect(await own(there).verifier.check(code)).toEqual({ kind: 'deleting', market: 'SG' });
    product.passes(60_000);
    await own(here).forgetsWhatIsDue();
    expect(await own(there).verifier.check(code)).toMatchObject({ kind: 'deleted' });
    await expect(there.load(talk.chat.conversationId)).rejects.toMatchObject({ code: 'erased' });
  } finally {
    await product.stop();
    await subject.dispose();
  }
});

it('shows on one machine what was said on the other', async () => {
  const [here, there] = [await subject.open({ clock: Date.now }), await subject.open({ clock: Date.now })];
  const { product, parts } = await startOnCosmos(here);
  const other = composeBot({ ...parts, store: there });
  const unwatch = there.watch(other.intake.hears);
  let shown = 0;
  try {
    const talk = await play(product, { market: 'SG' }, LEAD.slice(0, 2));
    const { conversationId } = talk.chat;
    other.intake.subscribe(conversationId, () => {
      shown += 1;
    });
    const before = (await there.transcript(conversationId, 0, 99)).length;
    await talk.chat.types('1');
    while (shown === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await there.transcript(conversationId, 0, 99)).length).toBeGreaterThan(before);
  } finally {
    unwatch();
    await product.stop();
    await subject.dispose();
  }
});

it('takes a lead over WhatsApp, with every reply in order, for the units it may cost by the model of the stand-in', async () => {
  const charged: { operation: string; units: number }[] = [];
  const store = await subject.open({ clock: Date.now, onCharge: (charge) => void charged.push(charge) });
  const { product } = await startOnCosmos(store, { whatsApp: true });
  try {
    const talk = await play(product, { market: 'SG', channel: 'whatsapp' }, LEAD, openWhatsAppChat);
    await product.settled(talk.chat.conversationId);
    expect(await product.bank.applications()).toHaveLength(1);
    const deliveries = await store.deliveries(talk.chat.conversationId);
    expect(deliveries.length).toBeGreaterThan(10);
    const figures = Object.entries(store.charges()).map(([operation, { calls, units, p95 }]) => ({
      operation,
      calls,
      units: Math.round(units),
      mean: Math.round((10 * units) / calls) / 10,
      p95: Math.round(10 * p95) / 10,
    }));
    console.log('Request units by the model of the stand-in, not by the service:', figures);
    const { load, commit } = store.charges();
    expect((load?.p95 ?? 0) + (commit?.p95 ?? 0)).toBeLessThanOrEqual(60);
    expect(charged.filter(({ operation }) => operation === 'commit')).toHaveLength(commit?.calls ?? 0);
  } finally {
    await product.stop();
    await subject.dispose();
  }
}, 180_000);
