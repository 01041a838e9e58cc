import { opensDesk } from '../../support/desk';

describe('what an agent fills in', () => {
  const desk = opensDesk();
  const fields = async (id: string) => (await desk.load(id)).facts.fields;

  it('goes by the bot’s own rules, is known as the agent’s, and is not asked again', async () => {
    const { conversationId: id } = await desk.asked('mobile');
    await desk.ann.does(id, { kind: 'claim' });
    const wrong = await desk.ann.does(id, { kind: 'fill', field: 'mobile', value: '12' });
    expect(wrong).toMatchObject({ status: 'refused', code: 'Invalid', message: expect.stringContaining('8123 4567') });
    expect(await desk.ann.does(id, { kind: 'fill', field: 'mobile', value: '8123 4567' })).toMatchObject({
      status: 'done',
    });
    await desk.ann.does(id, { kind: 'fill', field: 'email', value: ' Mei.Tan@Example.com ' });
    expect(await fields(id)).toMatchObject({
      mobile: { value: '+6581234567', by: 'agent' },
      email: { value: expect.stringMatching(/^mei\.tan@example\.com$/i), by: 'agent' },
    });
    await desk.ann.does(id, { kind: 'handBack' });
    expect((await desk.load(id)).prompt?.step).toBe('employmentStatus');
  });

  it('is a row of the market’s own list, by its code or by whatever the bot would hear', async () => {
    const { conversationId: id } = await desk.asked('incomeBand');
    await desk.ann.does(id, { kind: 'claim' });
    const rows = (await desk.product.intake.choices(id, (await desk.load(id)).prompt?.promptId ?? '')) ?? [];
    const code = /pick:(.*)$/.exec(rows[2]?.payload ?? '')?.[1] ?? '';
    await desk.ann.does(id, { kind: 'fill', field: 'incomeBand', value: code });
    expect(await fields(id)).toMatchObject({ incomeBand: { value: code, by: 'agent' } });
    const number = await desk.ann.does(id, { kind: 'fill', field: 'employmentStatus', value: '2' });
    expect(number).toMatchObject({ code: 'Invalid' });
    expect(await desk.ann.does(id, { kind: 'fill', field: 'incomeBand', value: 'plenty' })).toMatchObject({
      code: 'Invalid',
    });
  });

  it('takes away what depended on the answer before, as when the customer changes it', async () => {
    const { conversationId: id } = await desk.asked('residenceStatus');
    await desk.ann.does(id, { kind: 'claim' });
    const before = (await fields(id)).employmentStatus?.value;
    const other = before === 'SELF_EMPLOYED' ? 'SALARIED' : 'SELF_EMPLOYED';
    const filled = await desk.ann.does(id, { kind: 'fill', field: 'employmentStatus', value: other });
    if (filled?.status !== 'done') throw new Error(JSON.stringify(filled));
    expect((await fields(id)).incomeBand).toBeUndefined();
    await desk.ann.does(id, { kind: 'handBack' });
    expect((await desk.load(id)).prompt?.step).toBe('incomeBand');
  });

  it('has to be accepted by the customer, in a summary that shows it', async () => {
    const chat = await desk.asked('terms');
    const id = chat.conversationId;
    await desk.ann.does(id, { kind: 'claim' });
    await desk.ann.does(id, { kind: 'fill', field: 'email', value: 'other@example.com' });
    await desk.ann.does(id, { kind: 'handBack' });
    const { prompt, facts } = await desk.load(id);
    expect(prompt).toMatchObject({ step: 'summary', revision: facts.revision });
    expect((await desk.said(id, 0)).at(-1)).toMatchObject({
      reply: { summary: expect.arrayContaining([expect.objectContaining({ value: 'other@example.com' })]) },
    });
  });

  it('is never what only the customer may give, and nothing before the privacy notice was agreed to', async () => {
    const { conversationId: id } = await desk.asked('privacy');
    await desk.ann.does(id, { kind: 'claim' });
    const { version } = await desk.load(id);
    expect(await desk.ann.does(id, { kind: 'fill', field: 'ageConfirmed', value: 'yes' })).toMatchObject({
      code: 'CustomerOnly',
    });
    expect(await desk.ann.does(id, { kind: 'fill', field: 'email', value: 'a@example.com' })).toMatchObject({
      code: 'NotAllowed',
    });
    expect(await desk.ann.does(id, { kind: 'fill', field: 'patronymic', value: 'Ivanovich' })).toMatchObject({
      code: 'Unknown',
    });
    expect(await desk.bob.does(id, { kind: 'fill', field: 'product', value: 'x' })).toMatchObject({ code: 'PenLost' });
    expect((await desk.load(id)).version).toBe(version);
  });

  it('changes nothing any more once the application is with the bank', async () => {
    const chat = await desk.asked('confirm');
    await chat.taps(`${(await desk.load(chat.conversationId)).prompt?.promptId}|accept`, 'Submit');
    const id = chat.conversationId;
    await desk.ann.does(id, { kind: 'claim' });
    expect(await desk.ann.does(id, { kind: 'fill', field: 'email', value: 'late@example.com' })).toMatchObject({
      code: 'NotAllowed',
      message: expect.stringContaining('with the bank'),
    });
  });

  it('is emptied on request: what is needed is asked again, what is not is left out', async () => {
    const { conversationId: id } = await desk.asked('employmentStatus');
    await desk.ann.does(id, { kind: 'claim' });
    await desk.ann.does(id, { kind: 'fill', field: 'email', value: null });
    expect((await fields(id)).email).toBeUndefined();
    await desk.ann.does(id, { kind: 'handBack' });
    expect((await desk.load(id)).prompt?.step).toBe('email');
  });
});
