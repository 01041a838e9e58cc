import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFlows } from '../../bot/flows';
import { MARKETS } from '../../machines/market';
import { customer, play } from '../support/conversation';
import { FLOWS_DIRECTORY, startTestProduct, TEXTS } from '../support/product';

describe('the flow registry', () => {
  let directory: string;
  const file = (version: number) => join(directory, 'card-lead', `${version}.json`);
  const edit = (from: number, to: number, change: (flow: Record<string, unknown>) => object) => {
    const flow = JSON.parse(readFileSync(file(from), 'utf8')) as Record<string, unknown>;
    writeFileSync(file(to), JSON.stringify({ ...flow, version: to, ...change(flow) }));
  };
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'flows-'));
    mkdirSync(join(directory, 'card-lead'));
    cpSync(join(FLOWS_DIRECTORY, 'card-lead', '1.json'), file(1));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('starts new conversations on the newest version that serves the market', () => {
    edit(1, 2, () => ({ markets: ['SG'] }));
    const flows = openFlows(directory);
    expect(flows.current('SG').pin.version).toBe(2);
    for (const market of MARKETS.filter((one) => one !== 'SG')) expect(flows.current(market).pin.version).toBe(1);
  });

  it('keeps a conversation on the version it began with', () => {
    const { pin } = openFlows(directory).current('SG');
    edit(1, 2, () => ({ title: 'Next' }));
    expect(openFlows(directory).pinned('SG', pin).pin).toEqual(pin);
  });

  it('does not mind layout and the order of keys', () => {
    const { pin } = openFlows(directory).current('SG');
    const flow = JSON.parse(readFileSync(file(1), 'utf8')) as object;
    writeFileSync(file(1), JSON.stringify(Object.fromEntries(Object.entries(flow).toReversed()), null, 7));
    expect(openFlows(directory).pinned('SG', pin).pin.hash).toBe(pin.hash);
  });

  it('refuses a published version that was edited, and one that is gone', () => {
    const { pin } = openFlows(directory).current('SG');
    edit(1, 1, () => ({ title: 'Edited in place' }));
    expect(() => openFlows(directory).pinned('SG', pin)).toThrow(expect.objectContaining({ code: 'FLOW_CHANGED' }));
    expect(() => openFlows(directory).pinned('SG', { ...pin, version: 9 })).toThrow(
      expect.objectContaining({ code: 'FLOW_MISSING' }),
    );
  });

  it('refuses a pin of another flow, and of another engine', () => {
    const { pin } = openFlows(directory).current('SG');
    for (const other of [{ id: 'another-flow' }, { engine: pin.engine + 1 }]) {
      const refusal = expect.objectContaining({ code: 'FLOW_MISSING' });
      expect(() => openFlows(directory).pinned('SG', { ...pin, ...other })).toThrow(refusal);
    }
  });

  it('says so when no version serves a market', () => {
    edit(1, 1, () => ({ markets: ['SG'], overrides: {} }));
    expect(() => openFlows(directory).current('PL')).toThrow(expect.objectContaining({ code: 'FLOW_MISSING' }));
  });

  it('runs each version compiled once', () => {
    const flows = openFlows(directory);
    const { pin, machine } = flows.current('SG');
    expect(flows.pinned('SG', pin).machine).toBe(machine);
    expect(flows.current('PL').machine).not.toBe(machine);
  });

  it('gives a customer whose version is gone an apology and a person, never a new beginning', async () => {
    const product = await startTestProduct({ parts: () => ({ flows: openFlows(directory) }) });
    const { chat } = await play(product, { market: 'SG', locale: 'en-SG' }, [
      customer.opens(),
      customer.answersUpTo('mobile'),
    ]);
    const before = await product.store.load(chat.conversationId);
    edit(1, 1, () => ({ title: 'Edited in place' }));
    await product.restart();
    await chat.types('8123 4567');
    expect(chat.heard().map(({ text }) => text)).toEqual([TEXTS.say('en-SG', 'say.apology')]);
    const after = await product.store.load(chat.conversationId);
    expect(after).toMatchObject({ status: 'pending', step: before?.step, flow: before?.flow, facts: before?.facts });
    expect(await product.store.records('deadLetter', { conversationId: chat.conversationId, limit: 5 })).toHaveLength(
      1,
    );
    await product.stop();
  });

  it('keeps the answer of the bank to a customer whose version is gone, and asks a person to pass it on', async () => {
    const product = await startTestProduct({ parts: () => ({ flows: openFlows(directory) }), outboxStarts: false });
    const { chat } = await play(product, { market: 'SG', locale: 'en-SG' }, [
      customer.opens(),
      customer.answersUpTo('confirm'),
      customer.taps('accept'),
    ]);
    edit(1, 1, () => ({ title: 'Edited in place' }));
    await product.restart();
    product.outbox.start();
    await product.settled(chat.conversationId);
    const [application] = await product.bank.applications();
    const reference = application?.reference;
    expect(reference).toBeTruthy();
    expect((await product.store.load(chat.conversationId))?.submitted).toMatchObject([{ status: 'done', reference }]);
    const cases = await product.store.records('case', { conversationId: chat.conversationId, limit: 5 });
    expect(cases.map(({ body }) => body)).toMatchObject([
      { status: 'open', reason: 'answerNotTaken', evidence: { outcome: { reference } } },
    ]);
    expect((await product.store.work(chat.conversationId)).map(({ status }) => status)).toEqual(['dead']);
    await product.stop();
  });
});
