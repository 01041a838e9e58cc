import { createBox } from '../../../bot/studio/simulator/box';
import { jump } from '../../../bot/studio/simulator/jump';
import type { Received } from '../../../bot/studio/simulator/simulatedBank';
import { createTriedFlows } from '../../../bot/studio/simulator/triedFlows';
import { CONDITIONS, ON_PHONES } from '../../../bot/studio/storm/contract';
import { type StormPlan, stormOver } from '../../../bot/studio/storm/stormOver';
import { createWatch } from '../../../bot/studio/storm/watch';
import type { ConversationDocument } from '../../../store/documents';
import { BOX_WORLD, shippedFlow, tried } from '../../support/studio';

const next = () => ({ ...shippedFlow(), version: 2, title: 'The next one' });
const storm = (plan: Partial<StormPlan> = {}) =>
  stormOver({
    world: BOX_WORLD,
    flow: tried(),
    other: tried(next()),
    market: 'HK',
    seed: 1,
    customers: 12,
    breathe: async () => undefined,
    ...plan,
  });

describe('a storm over a draft', () => {
  it('keeps every promise on the flow that ships, whatever goes wrong, and is the same from the same seed', async () => {
    const [one, again] = [await storm(), await storm()];
    expect(one).toMatchObject({ score: 100, customers: 12, byThemselves: 12, broken: [] });
    expect(one.conditions.map(({ condition }) => condition)).toHaveLength(12);
    expect(again).toEqual(one);
  });

  it('costs a draft its score where a customer needs a person because of a voice note', async () => {
    const flow = shippedFlow();
    for (const step of Object.values<Record<string, unknown>>(flow.steps)) if (step.kind === 'ask') step.attempts = 1;
    const { score, withPerson, conditions } = await storm({ flow: tried(flow) });
    expect(withPerson).toBeGreaterThan(0);
    expect(score).toBeLessThan(100);
    const notes = conditions.find(({ condition }) => condition === 'voiceNotes');
    expect(notes).toMatchObject({ customers: 1, byThemselves: 0 });
  });

  it('finds a way that comes to no end', async () => {
    const flow = shippedFlow();
    // The bank is asked twice about the same card, which the product does not do: so it waits for ever.
    flow.steps.submit.next = 'submitAgain';
    flow.steps.submitAgain = { ...flow.steps.submit, next: 'reference' };
    const { broken, score } = await storm({ flow: tried(flow), customers: 2 });
    expect(broken.map(({ promise }) => promise)).toEqual(['everyPathEnds', 'everyPathEnds']);
    expect(score).toBe(0);
  });
});

it('waits for nothing that is kept back by a message before it while the messenger is down', async () => {
  const at = { market: 'AU', customers: CONDITIONS.length * 2 } as const;
  expect(await storm(at)).toMatchObject({ score: 100, broken: [] });
});

it('lets nothing of WhatsApp go wrong where no bank may write there', async () => {
  const { conditions, broken } = await storm({ market: 'AE', customers: 11 });
  expect(broken).toEqual([]);
  expect(conditions.map(({ condition }) => condition)).toEqual(CONDITIONS.filter((one) => !ON_PHONES.has(one)));
});

describe('what is watched', () => {
  const watched = async () => {
    const flow = tried();
    const box = createBox(BOX_WORLD, createTriedFlows(flow), { market: 'SG', channel: 'webchat' });
    await jump(box, 'email');
    const before = await box.document();
    if (before === undefined) throw new Error('It was not begun.');
    const watch = createWatch(box, flow.run('SG').resolved);
    const becomes = async (change: Partial<ConversationDocument>) => {
      const conversation = { ...before, ...change, version: before.version + 1 };
      await box.store.commit({ conversationId: before.id, expectedVersion: before.version, conversation });
      await watch.after(before, { acted: ['email'], isSpoken: true });
      await box.end();
      return watch.broken.map(({ promise }) => promise);
    };
    return { before, becomes, received: box.bank.received as Received[] };
  };

  it('sees an answer that is not known any more', async () => {
    const { before, becomes } = await watched();
    const { mobile: _lost, ...fields } = before.facts.fields;
    expect(await becomes({ facts: { ...before.facts, fields }, seq: before.seq + 2 })).toEqual(['noLostAnswer']);
  });

  it('sees a conversation on another version', async () => {
    const { before, becomes } = await watched();
    expect(await becomes({ flow: { ...before.flow, hash: 'other' }, seq: before.seq + 2 })).toEqual(['ownVersion']);
  });

  it('sees a second application', async () => {
    const { before, becomes, received } = await watched();
    for (const reference of ['SIM-1', 'SIM-2']) received.push({ reference, key: 'k', body: {} });
    expect(await becomes({ seq: before.seq + 2 })).toEqual(['noDoubleSubmit']);
  });

  it('sees a message without an answer, and not one in what says nothing new', async () => {
    const said = await watched();
    expect(await said.becomes({ step: 'employmentStatus', seq: said.before.seq + 1 })).toEqual(['answered']);
    const again = await watched();
    expect(await again.becomes({ seq: again.before.seq + 1 })).toEqual([]);
  });

  const onPhone = async () => {
    const flow = tried();
    const box = createBox(BOX_WORLD, createTriedFlows(flow), { market: 'SG', channel: 'whatsapp' });
    await jump(box, 'email');
    const before = await box.document();
    const watch = createWatch(box, flow.run('SG').resolved);
    const seen = async () => {
      await watch.after(before, { acted: ['email'], isSpoken: true });
      await box.end();
      return watch.broken.map(({ what }) => what);
    };
    return { box, seen };
  };

  it('sees an answer that waits, although the customer wrote again', async () => {
    const { box, seen } = await onPhone();
    box.phone.becomes('down');
    await box.deliver({ kind: 'text', text: 'ann@example.com' });
    await box.settled();
    box.phone.becomes('ok');
    expect(await seen()).toEqual([expect.stringContaining('waits')]);
  });

  it('sees an answer that went where the customer no longer writes from', async () => {
    const { box, seen } = await onPhone();
    await box.deliver({ kind: 'text', text: 'ann@example.com' });
    await box.settled();
    box.writesFrom('whatsapp:+15005550006');
    expect(await seen()).toEqual([expect.stringContaining('address')]);
  });
});
