import { createHash } from 'node:crypto';
import { MARKET_PROFILES } from '../../adapters/markets';
import { sandboxBankProfile } from '../../sandbox/bankProfiles';
import type { ConsentEvent } from '../../store/documents';
import { bank, bot, customer, type Line, play, type Talk } from '../support/conversation';
import { startTestProduct, type TestProduct } from '../support/product';

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

describe('consent evidence', () => {
  let product: TestProduct;
  beforeAll(async () => {
    product = await startTestProduct();
  });
  afterAll(() => product.stop());

  const evidenceOf = async ({ chat }: Talk): Promise<readonly ConsentEvent[]> => {
    const { conversationId } = chat;
    const records = await product.store.records('consent', { conversationId, limit: 50 });
    return records.toSorted((a, b) => a.at - b.at || a.id.localeCompare(b.id)).map(({ body }) => body);
  };
  const whole: readonly Line[] = [
    customer.opens(),
    customer.answersUpTo('marketing'),
    bank.answers(),
    customer.taps('grant'),
  ];

  it.each(['SG', 'HK', 'VN', 'PL', 'AE'] as const)(
    '%s: every required purpose is in it, and marketing by itself',
    async (market) => {
      const evidence = await evidenceOf(await play(product, { market }, whole));
      const purposes = [...MARKET_PROFILES[market].requiredConsents, 'marketing'];
      expect(evidence.map(({ purpose }) => purpose).toSorted()).toEqual(purposes.toSorted());
      expect(evidence.every(({ decision }) => decision === 'granted')).toBe(true);
    },
  );

  it.each([
    ['SG', 'en-SG'],
    ['AE', 'ar-AE'],
    ['TH', 'th-TH'],
  ] as const)('%s in %s: the hash is that of the exact text the customer saw', async (market, locale) => {
    const talk = await play(product, { market, locale }, whole);
    const evidence = await evidenceOf(talk);
    const shown = talk.replies.filter(({ prompt }) => prompt?.kind === 'consent');
    expect(shown.length).toBe(evidence.length);
    for (const { promptId, noticeSha256 } of evidence) {
      const reply = shown.find(({ prompt }) => prompt?.promptId === promptId);
      expect(noticeSha256).toBe(sha256(reply?.text ?? ''));
    }
  });

  it('keeps the words themselves once, under their fingerprint, so that they outlive the transcript', async () => {
    const talk = await play(product, { market: 'PL', locale: 'pl-PL' }, whole);
    await play(product, { market: 'PL', locale: 'pl-PL' }, whole);
    const notices = await product.store.records('notice', { limit: 200 });
    for (const { noticeSha256 } of await evidenceOf(talk)) {
      const kept = notices.filter(({ body }) => body.sha256 === noticeSha256);
      expect(kept).toHaveLength(1);
      expect(sha256(kept[0]?.body.text ?? '')).toBe(noticeSha256);
    }
  });

  it('says who asked whom for what, when, where and in which words', async () => {
    const talk = await play(product, { market: 'SG', locale: 'en-SG' }, [
      customer.opens(),
      customer.answersUpTo('privacy'),
      customer('I agree'),
    ]);
    const [event] = await evidenceOf(talk);
    const { legalEntity, links } = sandboxBankProfile('SG');
    expect(event).toEqual({
      purpose: 'privacyNotice',
      decision: 'granted',
      noticeKey: 'consent.privacyNotice',
      noticeVersion: '2026-11',
      noticeSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      noticeLocale: 'en-SG',
      legalEntity,
      market: 'SG',
      channel: 'webchat',
      subjectRef: expect.stringMatching(/^[\w-]{22}$/),
      method: 'text',
      answer: 'I agree',
      promptId: expect.stringMatching(/^r1q\d+$/),
      messageId: expect.stringMatching(/^m\d+$/),
      flow: { id: 'card-lead', version: 1 },
      run: 1,
      links,
    });
    expect(event?.subjectRef).not.toContain('user');
  });

  it('records a refusal as a refusal, and how it was given', async () => {
    const talk = await play(product, { market: 'SG', locale: 'en-SG' }, [
      customer.opens(),
      customer.answersUpTo('terms'),
      customer.taps('refuse'),
    ]);
    expect((await evidenceOf(talk)).at(-1)).toMatchObject({
      purpose: 'termsAndConditions',
      decision: 'declined',
      method: 'button',
      answer: expect.stringMatching(/\|refuse$/),
    });
  });

  it('records nothing for what decides nothing', async () => {
    const talk = await play(product, { market: 'SG', locale: 'en-SG' }, [
      customer.opens(),
      customer.answersUpTo('privacy'),
      customer('maybe'),
      customer('help'),
      customer.sends('audio'),
    ]);
    expect(await evidenceOf(talk)).toEqual([]);
  });

  it('records a second tap once', async () => {
    const talk = await play(product, { market: 'SG', locale: 'en-SG' }, [
      customer.opens(),
      customer.answersUpTo('privacy'),
      customer.taps('grant'),
      customer.tapsAgain(),
    ]);
    expect(await evidenceOf(talk)).toHaveLength(1);
  });

  it('adds a withdrawal on stop, and leaves what was granted as it was', async () => {
    const before = await evidenceOf(await play(product, { market: 'PL' }, whole));
    const talk = await play(product, { market: 'PL' }, [...whole, customer('stop')]);
    const after = await evidenceOf(talk);
    const withdrawn = after.filter(({ decision }) => decision === 'withdrawn');
    expect(withdrawn.map(({ purpose }) => purpose).toSorted()).toEqual(['contactAboutApplication', 'marketing']);
    expect(after.filter(({ decision }) => decision === 'granted')).toHaveLength(before.length);
    expect(withdrawn.every(({ noticeVersion, answer }) => noticeVersion === '2026-11' && answer === 'stop')).toBe(true);
  });

  it('says how a consent was withdrawn, and of which notice', async () => {
    const talk = await play(product, { market: 'PL' }, whole);
    await talk.chat.taps('cmd|stop', 'Stop');
    const withdrawn = (await evidenceOf(talk)).filter(({ decision }) => decision === 'withdrawn');
    expect(withdrawn).toContainEqual(
      expect.objectContaining({ noticeKey: 'consent.marketing', method: 'button', answer: 'cmd|stop' }),
    );
  });

  it('asks again for what a stop withdrew, before anything goes to the bank', async () => {
    const talk = await play(product, { market: 'SG', locale: 'en-SG' }, [
      customer.opens(),
      customer.answersUpTo('confirm'),
      customer('stop'),
      customer('back'),
      bot.lastly('consent.contactAboutApplication'),
      bank.has(0),
      customer.taps('grant'),
      customer.answers(),
      bank.answers(),
      bank.has(1),
    ]);
    const decisions = (await evidenceOf(talk)).filter(({ purpose }) => purpose === 'contactAboutApplication');
    expect(decisions.map(({ decision }) => decision)).toEqual(['granted', 'withdrawn', 'granted']);
  });

  it('withdraws nothing that was never granted', async () => {
    const talk = await play(product, { market: 'PL' }, [
      customer.opens(),
      customer.answersUpTo('mobile'),
      customer('stop'),
    ]);
    expect((await evidenceOf(talk)).filter(({ decision }) => decision === 'withdrawn')).toEqual([]);
  });
});
