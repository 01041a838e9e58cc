import { opensDesk } from '../../support/desk';
import { HOUR_MS } from '../../support/product';

describe('a conversation that a person ends', () => {
  const desk = opensDesk();

  it('is ended with what came of it, and with what that must be told by', async () => {
    const { conversationId: id } = await desk.asked('mobile');
    await desk.ann.does(id, { kind: 'claim' });
    for (const code of ['completed', 'callBack', 'complaint', 'other'] as const)
      expect(await desk.ann.does(id, { kind: 'resolve', code })).toMatchObject({ code: 'WrapUpNeeded' });
    const done = await desk.ann.does(id, { kind: 'resolve', code: 'complaint', note: 'waited for too long' });
    expect(done).toMatchObject({ status: 'done' });
    expect(await desk.load(id)).toMatchObject({
      status: 'resolved',
      pen: { owner: 'bot' },
      desk: { wrapUp: { code: 'complaint', by: 'ann' } },
    });
    const [note] = await desk.product.store.records('note', { conversationId: id, limit: 1 });
    expect(note?.body.text).toBe('waited for too long');
    expect((await desk.said(id, 0)).at(-1)).toMatchObject({ from: 'bot', reply: { prompt: { step: 'mobile' } } });
  });

  it.each([
    ['SG', 'en-SG', /from 1 \(poor\) to 5/],
    ['TH', 'th', /1 \(น้อยที่สุด\)/],
  ] as const)(
    'asks the customer how it was, in their language, and begins nothing with the answer (%s)',
    async (market, locale, words) => {
      const chat = await desk.asked('mobile', { market, locale });
      const id = chat.conversationId;
      await desk.ann.does(id, { kind: 'claim' });
      await desk.ann.does(id, { kind: 'resolve', code: 'informed', askScore: true });
      const asked = (await desk.said(id, 0)).at(-1);
      expect(asked).toMatchObject({ from: 'bot', reply: { text: expect.stringMatching(words) } });
      const choices = asked?.from === 'bot' ? (asked.reply.choices ?? []) : [];
      expect(choices.map(({ label }) => label)).toEqual(['1', '2', '3', '4', '5']);

      await chat.taps(choices[3]?.payload ?? '', '4');
      const after = await desk.load(id);
      expect(after).toMatchObject({ status: 'resolved', desk: { csat: { score: 4, askedAt: expect.any(Number) } } });
      expect(after.facts.fields.mobile).toBeUndefined();
      const said = (await desk.said(id, after.seq - 1))[0];
      expect(said).toMatchObject({ from: 'bot', reply: { text: TEXTS_THANKS[locale] } });
      await chat.types('5');
      expect((await desk.load(id)).desk?.csat?.score).toBe(5);
      const scores = await desk.product.store.records('score', { conversationId: id, limit: 10 });
      expect(scores.map(({ body }) => body)).toEqual([
        expect.objectContaining({ score: 5, agent: 'ann', code: 'informed' }),
        expect.objectContaining({ score: 4 }),
      ]);
    },
  );

  it('goes on at its question when the customer writes again, and takes no thanks for an answer', async () => {
    const chat = await desk.asked('fullName');
    const id = chat.conversationId;
    await chat.types('agent');
    await desk.ann.does(id, { kind: 'claim' });
    await desk.ann.does(id, { kind: 'resolve', code: 'informed', askScore: true });
    await chat.types('Thank you Anna');
    const { status, prompt, facts, pen } = await desk.load(id);
    expect({ status, owner: pen.owner, step: prompt?.step }).toEqual({ status: 'bot', owner: 'bot', step: 'fullName' });
    expect(facts.fields.fullName).toBeUndefined();
    await chat.types('Tan Mei Ling');
    expect((await desk.load(id)).facts.fields.fullName?.value).toBe('Tan Mei Ling');
  });

  it('can be taken up again, and a customer can ask for a person again', async () => {
    const chat = await desk.asked('mobile');
    const id = chat.conversationId;
    await desk.ann.does(id, { kind: 'claim' });
    await desk.ann.does(id, { kind: 'resolve', code: 'informed' });
    await chat.types('agent');
    expect(await desk.load(id)).toMatchObject({
      status: 'pending',
      desk: { reason: 'asked', queue: expect.any(String) },
    });
    await desk.bob.does(id, { kind: 'claim' });
    expect(await desk.load(id)).toMatchObject({ status: 'open', desk: { lastAgent: { id: 'bob' } } });
  });
});

const TEXTS_THANKS = { 'en-SG': 'Thank you for telling us.', th: 'ขอบคุณสำหรับคะแนนของท่าน' } as const;

describe('a conversation on a messenger', () => {
  const desk = opensDesk({ whatsApp: true });

  it('is refused free words when the window is closed, as the messenger would, and the template goes out once', async () => {
    const chat = await desk.asked('mobile');
    const id = chat.conversationId;
    await desk.ann.does(id, { kind: 'claim' });
    expect(await desk.ann.does(id, { kind: 'sendTemplate' })).toMatchObject({ code: 'NotAllowed' });
    expect(await desk.ann.does(id, { kind: 'send', text: 'x'.repeat(1_601) })).toMatchObject({ code: 'TooLong' });
    desk.product.passes(24 * HOUR_MS);
    expect(await desk.ann.does(id, { kind: 'send', text: 'Are you there?' })).toMatchObject({ code: 'WindowClosed' });
    expect(await desk.ann.does(id, { kind: 'offerConsent', purpose: 'termsAndConditions' })).toMatchObject({
      code: 'WindowClosed',
    });
    expect(await desk.ann.does(id, { kind: 'handBack', line: 'Bye' })).toMatchObject({ code: 'WindowClosed' });
    expect(await desk.ann.does(id, { kind: 'sendTemplate' })).toMatchObject({ status: 'done' });
    await desk.product.settled(id);
    const sent = (await desk.product.store.deliveries(id)).filter(({ part }) => part === -1);
    expect(sent).toHaveLength(1);
    expect(await desk.ann.does(id, { kind: 'sendTemplate' })).toMatchObject({ code: 'NotAllowed' });
    expect(await desk.ann.does(id, { kind: 'resolve', code: 'informed', askScore: true })).toMatchObject({
      status: 'done',
    });
    expect((await desk.load(id)).desk?.csat).toBeUndefined();
  });

  it('shows who speaks, and nothing after the customer wants no more', async () => {
    const chat = await desk.asked('mobile');
    const id = chat.conversationId;
    await desk.ann.does(id, { kind: 'claim' });
    await desk.ann.does(id, { kind: 'send', text: 'How can I help you?' });
    await chat.catchesUp();
    expect(chat.heard().map(({ text }) => text)).toContain('*Anna*\nHow can I help you?');
    await desk.ann.does(id, { kind: 'note', text: 'a difficult one' });
    await chat.types('STOP');
    const refused = [
      await desk.ann.does(id, { kind: 'send', text: 'Wait' }),
      await desk.ann.does(id, { kind: 'sendTemplate' }),
      await desk.ann.does(id, { kind: 'offerConsent', purpose: 'termsAndConditions' }),
    ];
    expect(refused).toMatchObject([{ code: 'OptedOut' }, { code: 'OptedOut' }, { code: 'OptedOut' }]);
    await desk.ann.does(id, { kind: 'handBack' });
    await desk.product.settled(id);
    await chat.catchesUp();
    expect(chat.heard()).toEqual([]);
  });
});
