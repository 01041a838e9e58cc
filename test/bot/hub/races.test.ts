import fc from 'fast-check';
import { agentOf } from '../../support/agent';
import { type Chat, openChat } from '../../support/chat';
import { opensHub } from '../../support/testHub';

/** What the parties do, two at a time, in any order: each pair at once. */
type Act =
  | 'says'
  | 'asks'
  | 'bot'
  | 'accepts'
  | 'writes'
  | 'returns'
  | 'closes'
  | 'fails'
  | 'claims'
  | 'barges'
  | 'queues'
  | 'resolves';
const ACTS: readonly Act[] = [
  ...(['says', 'says', 'says', 'asks', 'asks', 'bot', 'accepts', 'accepts', 'writes', 'writes', 'writes'] as const),
  ...(['returns', 'closes', 'fails', 'claims', 'barges', 'queues', 'resolves'] as const),
];

describe('a contact centre, our own desk and a customer at once', () => {
  const hub = opensHub();
  const sue = agentOf(() => hub.product, { agent: 'sue', name: 'Sue', isSupervisor: true });
  const ann = agentOf(() => hub.product);
  let words = 0;

  /** What the centre wrote, and how each was answered. */
  type Written = { readonly text: string; readonly status: number };

  const run = async (pairs: readonly (readonly [Act, Act])[]) => {
    const chat = openChat(() => hub.product, { market: 'SG', locale: 'en-SG' });
    const id = chat.conversationId;
    const written: Written[] = [];
    await chat.opens();
    await chat.types('agent');
    for (const pair of pairs) {
      await Promise.all(pair.map((act) => perform(act, chat, written)));
      await hub.product.settled(id);
    }
    await hub.product.settled(id);
    return { id, written };
  };

  const perform = async (act: Act, chat: Chat, written: Written[]): Promise<void> => {
    const id = chat.conversationId;
    // As the centre knows it, which may be long over.
    const session = hub.session(id);
    words += 1;
    // Without digits: those of several messages could come to a card number.
    const text = `words-${[...String(words)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}`;
    switch (act) {
      case 'says':
        return chat.types(text);
      case 'asks':
        return chat.types('agent');
      case 'bot':
        return chat.taps('cmd|bot', text);
      case 'writes':
        written.push({ text, status: (await hub.centre.says({ type: 'message', session, text })).status });
        return;
      case 'accepts':
      case 'returns':
      case 'closes':
      case 'fails':
        await hub.centre.says({ type: TYPES[act], session });
        return;
      case 'claims':
        await ann.does(id, { kind: 'claim' });
        return;
      case 'barges':
        await sue.does(id, { kind: 'barge' });
        return;
      case 'queues':
        await sue.does(id, { kind: 'transfer', to: { queue: 'cards' } });
        return;
      case 'resolves':
        await sue.does(id, { kind: 'resolve', code: 'informed' });
    }
  };
  const TYPES = { accepts: 'accepted', returns: 'returned', closes: 'closed', fails: 'failed' } as const;

  it('keep to one pen: what is taken is shown once, what is refused never, and the centre is told in order', async () => {
    const pair = fc.tuple(fc.constantFrom(...ACTS), fc.constantFrom(...ACTS));
    let [taken, refused] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(pair, { minLength: 3, maxLength: 9 }), async (pairs) => {
        const { id, written } = await run(pairs);
        const entries = (await hub.product.store.transcript(id, 0, 500)).map(({ body }) => body);
        const shown = entries.flatMap((body) =>
          body.from === 'agent' && body.agent === 'hub:webhook' ? [body.reply.text] : [],
        );
        const isTaken = ({ status }: Written) => status === 200;
        expect(shown.toSorted()).toEqual(
          written
            .filter(isTaken)
            .map(({ text }) => text)
            .toSorted(),
        );
        taken += written.filter(isTaken).length;
        refused += written.filter((one) => !isTaken(one)).length;

        const said = entries.flatMap((body) =>
          body.from !== 'customer' || body.kind === 'media' ? [] : [body.kind === 'text' ? body.text : body.label],
        );
        const told = hub.told(id);
        const heard = told.flatMap(({ text }) => text ?? []).filter((text) => text.startsWith('words-'));
        // In the order in which they were said, each once.
        expect(heard).toEqual(said.filter((text) => heard.includes(text)));
        expect(new Set(heard).size).toBe(heard.length);
        expect(told.map(({ order }) => order)).toEqual(told.map(({ order }) => order).toSorted((a, b) => a - b));
        for (const session of new Set(told.map((one) => one.session))) {
          const types = told.filter((one) => one.session === session).map(({ type }) => type);
          expect(types.indexOf('conversation.requested')).toBe(0);
          expect(types.lastIndexOf('conversation.requested')).toBe(0);
          const end = types.indexOf('conversation.withdrawn');
          if (end >= 0) expect(end).toBe(types.length - 1);
        }
        const document = await hub.product.store.load(id);
        const isHeld = document?.pen.owner === 'agent:hub:webhook';
        expect(isHeld && document.desk?.hub?.epoch !== document.pen.epoch).toBe(false);
      }),
      { numRuns: 30 },
    );
    // A run in which nothing was refused, or all was, would show nothing.
    expect(taken).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
  });
});
