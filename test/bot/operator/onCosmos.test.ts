import { type BotParts, composeBot } from '../../../bot/composeBot';
import { checkAudit } from '../../../bot/operator/auditCheck';
import type { CaseAction } from '../../../dialogs/message';
import { cosmosUnderTest, startCosmos } from '../../store/cosmos/cosmosUnderTest';
import { bank, bot, customer, play } from '../../support/conversation';
import { startTestProduct } from '../../support/product';
import { caseworkOf, seal, theCase } from './casework';

const DONE: CaseAction = { kind: 'done', reference: 'APP-2026-0001' };

it('operators at two processes on Cosmos DB settle a case once, and pause the bank for both', async () => {
  const service = await startCosmos();
  const subject = await cosmosUnderTest(service);
  const [here, there] = [await subject.open({ clock: Date.now }), await subject.open({ clock: Date.now })];
  let composed: BotParts | undefined;
  const product = await startTestProduct({
    parts: (real) => {
      void real.store.close();
      composed = { ...real, store: there };
      return { store: here };
    },
  });
  if (composed === undefined) throw new Error('The product was not composed.');
  const other = composeBot(composed);
  try {
    const { chat } = await play(product, { market: 'SG', locale: 'en-SG' }, [
      customer.opens(),
      customer.answersUpTo('confirm'),
      bank.fails('reset-after'),
      customer.taps('accept'),
      bank.answers(),
      bot.lastly('say.takingLonger'),
    ]);
    const { id } = await theCase(product);
    const desks = [
      caseworkOf(product, product.intake),
      caseworkOf({ ...product, store: there, now: product.now, log: product.log }, other.intake),
    ];
    const rulings = await Promise.all(
      ['ann', 'bob', 'cem'].flatMap((name) => desks.map((casework) => casework.decide(id, name, DONE))),
    );
    const kinds = rulings.map((ruling) => ruling?.kind);
    expect(kinds.filter((kind) => kind === 'proposes' || kind === 'settles').sort()).toEqual(['proposes', 'settles']);
    const said = (await there.transcript(chat.conversationId, 0, 1_000)).map(({ body }) => JSON.stringify(body));
    expect(said.filter((text) => text.includes(DONE.reference))).toHaveLength(1);
    const turned = await Promise.all(
      [product, other, product, other].map(({ calloutSwitch }) =>
        calloutSwitch.set(true, { operator: 'ann', reason: 'a test' }),
      ),
    );
    expect(turned.filter(Boolean)).toHaveLength(1);
    product.passes(5_001);
    expect(await other.calloutSwitch.isPaused()).toBe(true);
    expect(await checkAudit(there, seal)).toMatchObject({ lines: 3, problems: [] });
  } finally {
    await product.stop();
    await subject.dispose();
    await service.close();
  }
}, 60_000);
