import type { DeliveryProblem } from '../../../dialogs/message';
import type { Store } from '../../../store/store';
import { HOUR_MS, mobileOf, startTestProduct, TEXTS, type TestProduct } from '../../support/product';
import { createCustomer, until } from './messengerCustomer';
import { type Behaviour, createProvider, inTurn, type Provider, type Taken } from './replying/provider';

let product: TestProduct;
let provider: Provider;
let looks: string[] = [];
beforeEach(async () => {
  provider = createProvider(() => product.now());
  product = await startTestProduct({
    parts: ({ store }) => ({ messenger: provider.messenger, store: watched(store) }),
  });
});
afterEach(() => product.stop());

/** Which conversations were asked about for a turn: workers ask too, so only the count around a turn says anything. */
function watched(store: Store): Store {
  return {
    ...store,
    deliveries: (id) => {
      looks.push(id);
      return store.deliveries(id);
    },
  };
}

const says = (key: string, vars = {}) => TEXTS.say('en-SG', key, vars);
const customerAt = async (step: string) => {
  const mei = createCustomer(() => product);
  await mei.types('hello');
  await mei.answersUpTo(step);
  await product.settled(mei.conversationId);
  return mei;
};
type Customer = Awaited<ReturnType<typeof customerAt>>;
const settled = (mei: Customer) => product.settled(mei.conversationId);
/** After the look at the provider's list that anything tried before waits for. */
const later = (mei: Customer) => product.settledAfter(10_000, mei.conversationId);
const bodies = (from = 0) => provider.taken.slice(from).map(({ body }) => body);
const decisions = async (mei: Customer) =>
  (await product.store.records('consent', { conversationId: mei.conversationId, limit: 20 })).map(
    ({ body }) => body.purpose,
  );
const cases = (mei: Customer) => product.store.records('case', { conversationId: mei.conversationId, limit: 10 });
const refusing = (problem: DeliveryProblem): Behaviour => ({ refuses: problem, code: '63000' });
/** The provider's word, some time after it took a message. */
const failsLater = (mei: Customer, message: Taken | undefined, problem: DeliveryProblem) =>
  product.messengerGateway?.delivered({
    conversationId: mei.conversationId,
    workId: message?.workId ?? '',
    part: message?.part ?? 0,
    sid: message?.sid ?? '',
    status: 'failed',
    problem,
    code: '63000',
    at: product.now(),
  });

describe('a question that was never shown', () => {
  it('is not decided by a text while it waits for the customer to write', async () => {
    const mei = await customerAt('confirm');
    provider.behaves = (message) => (/\breference\b/i.test(message.body) ? refusing('windowClosed') : 'takes');
    await mei.taps('accept');
    await until(async () => (await mei.document()).prompt?.step === 'marketing');
    await settled(mei);
    expect(provider.nudges).toHaveLength(1);
    provider.behaves = () => 'takes';
    const before = provider.taken.length;
    const { promptId } = (await mei.document()).prompt ?? {};
    await mei.types('Yes');
    await later(mei);
    expect(await decisions(mei)).not.toContain('marketing');
    expect((await mei.document()).prompt?.promptId).toBe(promptId);
    expect(bodies(before).join('\n')).toContain((await mei.document()).submitted[0]?.reference);
    await mei.types('Yes');
    expect(await decisions(mei)).toContain('marketing');
  });

  it('is put again when its message failed afterwards, and then decided', async () => {
    const mei = await customerAt('privacy');
    await failsLater(mei, provider.taken.at(-1), 'unreachable');
    const before = provider.taken.length;
    await mei.types('yes');
    await settled(mei);
    expect(await decisions(mei)).toEqual([]);
    expect(bodies(before)).toHaveLength(1);
    await mei.types('yes');
    expect(await decisions(mei)).toEqual(['privacyNotice']);
  });

  it('is not decided by the second of two quick texts', async () => {
    const mei = await customerAt('ageConfirmed');
    await product.replies?.stop();
    await mei.types('yes');
    expect((await mei.document()).step).toBe('privacy');
    const before = await mei.work('reply');
    await mei.types('yes');
    expect(await decisions(mei)).toEqual([]);
    expect(await mei.work('reply')).toEqual(before);
    product.replies?.start();
    await settled(mei);
    await mei.types('yes');
    expect(await decisions(mei)).toEqual(['privacyNotice']);
  });

  it('is put again when whoever was sending it died: it may be on the phone, and an answer to it is not met with silence', async () => {
    const mei = await customerAt('ageConfirmed');
    await product.replies?.stop();
    await mei.types('yes');
    const now = product.now();
    expect(await product.store.claim({ kinds: ['reply'], now, leaseMs: 30_000, limit: 9 })).toHaveLength(1);
    const before = (await mei.work('reply')).length;
    await mei.types('yes');
    expect(await decisions(mei)).toEqual([]);
    expect(await mei.work('reply')).toHaveLength(before + 1);
  });

  it('is decided by a button, and lets commands through', async () => {
    const mei = await customerAt('privacy');
    await failsLater(mei, provider.taken.at(-1), 'unreachable');
    await mei.types('help');
    expect(await mei.lastText()).toContain('I am the automated assistant');
    await product.replies?.stop();
    await mei.types('agent');
    expect((await mei.document()).status).toBe('pending');
    await mei.types('start over');
    await mei.answersUpTo('privacy');
    await mei.taps('grant');
    expect(await decisions(mei)).toEqual(['privacyNotice']);
    await mei.types('stop');
    expect((await mei.document()).optedOut).toBeDefined();
  });

  it('is not shown before all of its messages are', async () => {
    const mei = await customerAt('ageConfirmed');
    await mei.taps('pick:yes');
    await settled(mei);
    const notice = provider.taken.at(-1);
    await product.store.deliver({
      conversationId: mei.conversationId,
      workId: notice?.workId ?? '',
      part: 7,
      sid: 'SM-more',
      status: 'failed',
      at: product.now(),
    });
    await mei.types('yes');
    expect(await decisions(mei)).toEqual([]);
  });

  it('takes no typed answer either, once its message is known to have failed or to wait', async () => {
    const mei = await customerAt('fullName');
    await failsLater(mei, provider.taken.at(-1), 'unreachable');
    await mei.types('Tan Mei Ling');
    expect(await mei.document()).toMatchObject({ step: 'fullName' });
    await settled(mei);
    await mei.types('Tan Mei Ling');
    expect((await mei.document()).step).not.toBe('fullName');
  });

  it('takes no typed answer while its message waits for the customer to write', async () => {
    const mei = await customerAt('fullName');
    provider.behaves = () => refusing('windowClosed');
    await mei.types('Tan Mei Ling');
    await settled(mei);
    provider.behaves = () => 'takes';
    const { step, prompt } = await mei.document();
    await mei.types(step === 'mobile' ? mobileOf('SG') : says(`example.${step}`));
    expect(await mei.document()).toMatchObject({ step, unseen: prompt?.promptId });
  });

  it('takes no typed answer a day later when nobody knows that it was not sent', async () => {
    const mei = await customerAt('fullName');
    await product.replies?.stop();
    await mei.types('Tan Mei Ling');
    const { step } = await mei.document();
    product.passes(23 * HOUR_MS);
    await mei.types(step === 'mobile' ? mobileOf('SG') : says(`example.${step}`));
    expect((await mei.document()).step).toBe(step);
  });

  it('costs nothing where a text answers an ordinary question', async () => {
    const mei = await customerAt('fullName');
    await product.replies?.stop();
    looks = [];
    await mei.types('Tan Mei Ling');
    expect(looks).toEqual([]);
    expect((await mei.document()).step).not.toBe('fullName');
  });
});

describe('a reference number', () => {
  const confirmed = async (behaves: () => Behaviour = () => 'takes') => {
    const mei = await customerAt('confirm');
    provider.behaves = (message) => (/\breference\b/i.test(message.body) ? behaves() : 'takes');
    await mei.taps('accept');
    await until(async () => (await mei.document()).submitted[0]?.reference !== undefined);
    await settled(mei);
    provider.behaves = () => 'takes';
    const reference = (await mei.document()).submitted[0]?.reference ?? 'none';
    const told = () => provider.taken.filter(({ body }) => body.includes(reference));
    return { mei, reference, told };
  };

  it.each(['optedOut', 'unreachable', 'policy'] as const)(
    'refused as %s is told first when the customer writes',
    async (problem) => {
      const { mei, reference, told } = await confirmed(() => refusing(problem));
      expect(told()).toEqual([]);
      expect(await cases(mei)).toHaveLength(1);
      const before = provider.taken.length;
      await mei.types('hello');
      await settled(mei);
      expect(bodies(before)[0]).toBe(says('say.alreadySubmitted', { reference }));
      await mei.types('hello');
      await settled(mei);
      expect(told()).toHaveLength(1);
    },
  );

  it.each(['optedOut', 'unreachable'] as const)('reported as %s afterwards is told first', async (problem) => {
    const { mei, reference, told } = await confirmed();
    await failsLater(mei, told()[0], problem);
    expect(await cases(mei)).toHaveLength(1);
    const before = provider.taken.length;
    await mei.types('hello');
    await settled(mei);
    expect(bodies(before)[0]).toBe(says('say.alreadySubmitted', { reference }));
  });

  it('held back since the customer blocked us becomes a case, and is told first', async () => {
    const mei = await customerAt('confirm');
    await product.outbox.stop();
    await mei.taps('accept');
    await until(async () => (await mei.work('reply')).every(({ status }) => status === 'done'));
    await failsLater(mei, provider.taken.at(-1), 'optedOut');
    product.outbox.start();
    await until(async () => (await mei.document()).submitted[0]?.reference !== undefined);
    await settled(mei);
    expect((await cases(mei)).map(({ body }) => body.reason)).toEqual(['replyUndeliverable']);
    const before = provider.taken.length;
    await mei.types('hello');
    await settled(mei);
    expect(bodies(before)[0]).toContain((await mei.document()).submitted[0]?.reference);
  });

  it('that arrived the second time is not told again', async () => {
    const { mei, told } = await confirmed();
    await failsLater(mei, told()[0], 'failed');
    await product.settledAfter(2 * 60_000, mei.conversationId);
    expect(told()).toHaveLength(2);
    await mei.types('hello');
    await settled(mei);
    expect(told()).toHaveLength(2);
    expect((await mei.document()).untold).toBeUndefined();
  });
});

describe('a window that the provider closes afterwards', () => {
  it('has the customer asked once by the template, and what waited follows', async () => {
    const mei = await customerAt('privacy');
    const notice = provider.taken.at(-1);
    await failsLater(mei, notice, 'windowClosed');
    await settled(mei);
    expect(provider.nudges).toHaveLength(1);
    expect(provider.taken.at(-1)).toBe(notice);
    expect(await cases(mei)).toEqual([]);
    const before = provider.taken.length;
    product.passes(1_000);
    await mei.types('yes');
    await later(mei);
    expect(await decisions(mei)).toEqual([]);
    expect(bodies(before)).toEqual([notice?.body]);
    expect(provider.nudges).toHaveLength(1);
  });

  it('is a person’s to mend without a template, and what waited follows all the same', async () => {
    provider.asksToWrite = undefined;
    const mei = await customerAt('privacy');
    const notice = provider.taken.at(-1);
    await failsLater(mei, notice, 'windowClosed');
    await settled(mei);
    expect((await cases(mei)).map(({ body }) => body.reason)).toEqual(['replyWindowClosed']);
    const before = provider.taken.length;
    product.passes(1_000);
    await mei.types('hello?');
    await later(mei);
    expect(bodies(before)).toEqual([notice?.body]);
  });
});

describe('a reply of several messages', () => {
  const greeted = async () => {
    const mei = createCustomer(() => product);
    await mei.types('hello');
    await until(async () => (await mei.work('reply'))[0]?.status !== 'pending');
    await settled(mei);
    return mei;
  };

  it('has only what was refused said as text', async () => {
    provider.behaves = inTurn('takes', refusing('contentRefused'), 'takes');
    const mei = await greeted();
    const [first = '', ...others] = (await mei.replies()).map(({ text }) => text);
    expect(others.length).toBeGreaterThan(0);
    expect(bodies()).toEqual([first, ...others.map((text) => `as text: ${text}`)]);
  });

  it('has only what failed afterwards sent again, each by itself', async () => {
    const mei = await greeted();
    const [first, second] = provider.taken;
    const count = provider.taken.length;
    await failsLater(mei, first, 'contentRefused');
    await failsLater(mei, second, 'contentRefused');
    await settled(mei);
    expect(bodies(count)).toEqual([`as text: ${first?.body}`, `as text: ${second?.body}`]);
    await failsLater(mei, provider.taken.at(-1), 'failed');
    await product.settledAfter(2 * 60_000, mei.conversationId);
    expect(bodies(count + 2)).toEqual([`as text: ${second?.body}`]);
  });
});
