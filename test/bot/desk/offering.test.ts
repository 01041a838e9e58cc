import { opensDesk } from '../../support/desk';

describe('a consent that an agent offers', () => {
  const desk = opensDesk();

  it('is shown by the bot in its own words, and granted by the customer’s own answer alone', async () => {
    const chat = await desk.asked('privacy');
    const id = chat.conversationId;
    await desk.ann.does(id, { kind: 'claim' });
    const { seq } = await desk.load(id);
    expect(await desk.ann.does(id, { kind: 'offerConsent', purpose: 'privacyNotice' })).toMatchObject({
      status: 'done',
    });
    const [shown] = await desk.said(id, seq);
    expect(shown).toMatchObject({ from: 'bot', reply: { prompt: { step: 'privacy', kind: 'consent' } } });
    expect((await desk.load(id)).facts.consents.privacyNotice).toBeUndefined();

    await chat.types('what is that?');
    expect((await desk.load(id)).facts.consents.privacyNotice).toBeUndefined();
    await desk.ann.does(id, { kind: 'send', text: 'It says what we do with your data.' });
    const before = (await desk.load(id)).seq;
    await chat.taps(`${(await desk.load(id)).prompt?.promptId}.privacy|grant`, 'I agree');

    const after = await desk.load(id);
    expect(after.facts.consents.privacyNotice).toMatchObject({ decision: 'granted' });
    expect(after).toMatchObject({ status: 'open', pen: { owner: 'agent:ann' } });
    expect(after.desk?.offered).toBeUndefined();
    expect(await desk.said(id, before)).toEqual([expect.objectContaining({ from: 'customer', label: 'I agree' })]);
    const records = await desk.product.store.records('consent', { conversationId: id, limit: 10 });
    expect(records.map(({ body }) => body)).toEqual([
      expect.objectContaining({
        purpose: 'privacyNotice',
        decision: 'granted',
        method: 'button',
        noticeKey: 'consent.privacyNotice',
        noticeSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      }),
    ]);
    const notices = await desk.product.store.records('notice', { conversationId: id, limit: 10 });
    expect(notices.map(({ body }) => body.sha256)).toContain(records[0]?.body.noticeSha256);

    await desk.ann.does(id, { kind: 'handBack' });
    expect((await desk.load(id)).prompt?.step).not.toBe('privacy');
  });

  it('counts for nothing where the bot had shown it and no agent offered it', async () => {
    const chat = await desk.asked('privacy');
    const id = chat.conversationId;
    const { prompt } = await desk.load(id);
    await desk.ann.does(id, { kind: 'claim' });
    await chat.taps(`${prompt?.promptId}.privacy|grant`, 'I agree');
    expect((await desk.load(id)).facts.consents.privacyNotice).toBeUndefined();
  });

  it('may be refused, and is typed in the exact words or not at all', async () => {
    const chat = await desk.asked('privacy');
    const id = chat.conversationId;
    await desk.ann.does(id, { kind: 'claim' });
    await desk.ann.does(id, { kind: 'offerConsent', purpose: 'privacyNotice' });
    await chat.types('I do not know');
    expect((await desk.load(id)).facts.consents.privacyNotice).toBeUndefined();
    await chat.types('I do not agree');
    expect((await desk.load(id)).facts.consents.privacyNotice).toMatchObject({ decision: 'declined' });
  });

  it('is not offered twice, nor where the market has no such thing', async () => {
    const { conversationId: id } = await desk.asked('mobile');
    await desk.ann.does(id, { kind: 'claim' });
    expect(await desk.ann.does(id, { kind: 'offerConsent', purpose: 'privacyNotice' })).toMatchObject({
      code: 'NotAllowed',
    });
    expect(await desk.ann.does(id, { kind: 'offerConsent', purpose: 'crossBorderTransfer' })).toMatchObject({
      code: 'Unknown',
    });
  });

  it('is not open any more once another has the conversation, nor after the hand-back', async () => {
    const chat = await desk.asked('privacy');
    const id = chat.conversationId;
    await desk.ann.does(id, { kind: 'claim' });
    await desk.ann.does(id, { kind: 'offerConsent', purpose: 'privacyNotice' });
    const { prompt } = await desk.load(id);
    await desk.ann.does(id, { kind: 'transfer', to: { queue: 'cards' } });
    await desk.bob.does(id, { kind: 'claim' });
    await chat.taps(`${prompt?.promptId}.privacy|grant`, 'I agree');
    expect((await desk.load(id)).facts.consents.privacyNotice).toBeUndefined();
  });

  it('a customer who writes "stop" to an agent has taken back what they agreed to', async () => {
    const chat = await desk.asked('confirm');
    const id = chat.conversationId;
    await desk.ann.does(id, { kind: 'claim' });
    const { seq } = await desk.load(id);
    await chat.types('stop');
    const after = await desk.load(id);
    expect(after.facts.consents.contactAboutApplication).toBeUndefined();
    expect(after).toMatchObject({ status: 'open', seq: seq + 1 });
  });
});
