import { handBackPreview } from '../../../bot/desk/handBackPreview';
import { createPersonalWords } from '../../../bot/desk/personalWords';
import { plain } from '../../../bot/desk/plain';
import { opensDesk } from '../../support/desk';

/** Nothing is known to be personal here, so no words are masked. */
describe('a hand-back', () => {
  const desk = opensDesk();
  const preview = async (id: string, step?: string) =>
    handBackPreview(desk.product.sight, await desk.product.look(await desk.load(id)), createPersonalWords(), step);

  it.each([
    ['SG', 'en-SG', 'mobile'],
    ['TH', 'th', 'employmentStatus'],
    ['AE', 'ar-AE', 'privacy'],
    ['HK', 'zh-Hant-HK', 'residenceStatus'],
  ] as const)('is shown to the agent word for word before it is done (%s)', async (market, locale, step) => {
    const { conversationId: id } = await desk.asked(step, { market, locale });
    await desk.ann.does(id, { kind: 'claim' });
    const { seq } = await desk.load(id);
    const shown = await preview(id);
    await desk.ann.does(id, { kind: 'handBack' });
    const said = (await desk.said(id, seq)).map((body) => (body.from === 'bot' ? body.reply : undefined));
    expect(shown?.next.map(({ text }) => text)).toEqual(said.map((reply) => plain(reply?.text ?? '')));
    expect(shown?.next.at(-1)?.choices).toEqual(said.at(-1)?.choices?.map(({ label }) => label));
    expect(shown?.step).toBe((await desk.load(id)).prompt?.step);
    expect(shown?.next.at(-1)?.locale).toBe(locale);
  });

  it('asks another open question first when the agent likes, and then whatever is open', async () => {
    const chat = await desk.asked('mobile');
    const id = chat.conversationId;
    await desk.ann.does(id, { kind: 'claim' });
    const shown = await preview(id);
    expect(shown).toMatchObject({ step: 'mobile', asks: 'Mobile number' });
    expect(shown?.others.map(({ step }) => step)).toEqual([
      'email',
      'employmentStatus',
      'incomeBand',
      'residenceStatus',
    ]);
    expect(await preview(id, 'terms')).toBeUndefined();
    expect(await desk.ann.does(id, { kind: 'handBack', step: 'terms' })).toMatchObject({ code: 'Invalid' });
    expect(await desk.ann.does(id, { kind: 'handBack', step: 'email' })).toMatchObject({ status: 'done' });
    expect((await desk.load(id)).prompt?.step).toBe('email');
    await chat.types('not an address');
    expect((await desk.load(id)).prompt?.step).toBe('email');
    await chat.types('mei@example.com');
    const { prompt, desk: state, facts } = await desk.load(id);
    expect(facts.fields.email?.value).toBe('mei@example.com');
    expect(prompt?.step).toBe('mobile');
    expect(state?.askFirst).toBeUndefined();
    await chat.types('8123 4567');
    expect((await desk.load(id)).prompt?.step).toBe('employmentStatus');
  });

  it('does not submit by an answer that was asked before its turn', async () => {
    const chat = await desk.asked('summary');
    const id = chat.conversationId;
    await desk.ann.does(id, { kind: 'claim' });
    await desk.ann.does(id, { kind: 'fill', field: 'mobile', value: null });
    await desk.ann.does(id, { kind: 'fill', field: 'residenceStatus', value: null });
    await desk.ann.does(id, { kind: 'handBack', step: 'residenceStatus' });
    const { prompt } = await desk.load(id);
    await chat.taps(`${prompt?.promptId}.residenceStatus|${prompt?.offered[0]?.choice}`, 'first');
    expect(await desk.load(id)).toMatchObject({ submitted: [], prompt: { step: 'mobile' } });
  });

  it('tells a reference number first that came while a person had the conversation', async () => {
    const chat = await desk.asked('confirm');
    const id = chat.conversationId;
    await desk.product.outbox.stop();
    await chat.taps(`${(await desk.load(id)).prompt?.promptId}|accept`, 'Submit');
    await desk.ann.does(id, { kind: 'claim' });
    desk.product.outbox.start();
    await desk.product.settled(id);
    const { seq, untold } = await desk.load(id);
    expect(untold).toHaveLength(1);
    await desk.ann.does(id, { kind: 'handBack' });
    const said = (await desk.said(id, seq)).map((body) => (body.from === 'bot' ? body.reply.text : ''));
    expect(said[0]).toContain(untold?.[0]?.reference);
  });
});
