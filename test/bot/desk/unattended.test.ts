import { MARKET_PROFILES } from '../../../adapters/markets';
import type { Market } from '../../../machines/market';
import { bot, customer, play } from '../../support/conversation';
import { startTestProduct, type TestProduct } from '../../support/product';

/** Who asks for a person is told what is true about when one will be there. */
let product: TestProduct;
let attends: (market: Market) => boolean | undefined;

beforeAll(async () => {
  product = await startTestProduct({ parts: () => ({ attends: (market) => attends(market) }) });
});
afterAll(() => product.stop());

const asks = (says: 'say.handoff' | 'say.handoffNobody') =>
  play(product, { market: 'TH', locale: 'th-TH' }, [
    customer.opens(),
    customer.answersUpTo('mobile'),
    customer('agent'),
    bot(says),
    customer.taps('bot'),
    bot('say.handoffReturned', 'ask.mobile'),
  ]);

it('says that nobody is there, when somebody will be, and that a call can be asked for', async () => {
  attends = (market) => market !== 'TH';
  const { replies } = await asks('say.handoffNobody');
  const { contactHours } = MARKET_PROFILES.TH;
  expect(replies.map(({ text }) => text).join('\n')).toContain(`เจ้าหน้าที่จะตอบกลับที่นี่ในช่วงเวลา ${contactHours}`);
});

it.each([true, undefined])(
  'says that a colleague comes where one is there, or where nobody knows (%s)',
  async (known) => {
    attends = () => known;
    await asks('say.handoff');
  },
);
