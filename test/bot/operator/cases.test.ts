import { checkAudit } from '../../../bot/operator/auditCheck';
import type { Casework } from '../../../bot/operator/casework';
import { requestIds } from '../../../bot/operator/evidence';
import type { CaseAction } from '../../../dialogs/message';
import { bank, bot, customer, type Line, play } from '../../support/conversation';
import { startTestProduct, type TestProduct } from '../../support/product';
import { caseworkOf, seal, theCase } from './casework';

const DONE = { kind: 'done', reference: 'APP-2026-0001' } as const satisfies CaseAction;
const RESEND: CaseAction = { kind: 'resend' };

const untilCase = (fault: 'reset-after' | 'reset-before'): readonly Line[] => [
  customer.opens(),
  customer.answersUpTo('confirm'),
  bank.fails(fault),
  customer.taps('accept'),
  bank.answers(),
  bot.lastly('say.takingLonger'),
];

describe('a case of a submission', () => {
  let product: TestProduct;
  let casework: Casework;
  const started = async (fault: 'reset-after' | 'reset-before' = 'reset-after') => {
    product = await startTestProduct();
    casework = caseworkOf(product, product.intake);
    return play(product, { market: 'SG', locale: 'en-SG' }, untilCase(fault));
  };
  const said = async (conversationId: string) =>
    (await product.store.transcript(conversationId, 0, 1_000)).flatMap(({ body }) =>
      body.from === 'bot' ? [body.reply.text] : [],
    );
  const tellings = async (conversationId: string, reference: string) =>
    (await said(conversationId)).filter((text) => text.includes(reference)).length;
  const isAuditWhole = async () => expect((await checkAudit(product.store, seal)).problems).toEqual([]);
  afterEach(() => product.stop());

  it('holds what the bank can be asked by, and no answer of the customer but the product', async () => {
    const { chat } = await started();
    const { body } = await theCase(product);
    const { submission } = body.evidence as { submission: Record<string, unknown> };
    const workId = body.workId;
    expect(submission).toMatchObject({ market: 'SG', tries: 1, cameBack: 'ECONNRESET' });
    expect(submission.requestIds).toEqual([...requestIds(workId, 1)]);
    expect(submission.fields).toEqual(expect.arrayContaining(['mobile', 'email']));
    expect(Number(submission.endedAt)).toBeGreaterThanOrEqual(Number(submission.sentAt));
    const { facts } = (await product.store.load(chat.conversationId)) ?? {};
    const secrets = ['mobile', 'email', 'givenName', 'familyName'] as const;
    for (const field of secrets) {
      const value = facts?.fields[field]?.value;
      if (value) expect(JSON.stringify(body)).not.toContain(value);
    }
    const [application] = (await product.bank.applications()) as readonly { uuid?: string }[];
    expect(submission.requestIds).toContain(application?.uuid);
  });

  it('is done when two operators agree: the customer is told the reference once, and the facts have it', async () => {
    const { chat } = await started();
    const { id } = await theCase(product);
    expect(await casework.decide(id, 'ann', DONE)).toMatchObject({ kind: 'proposes' });
    expect(await tellings(chat.conversationId, DONE.reference)).toBe(0);
    expect((await theCase(product)).body).toMatchObject({ status: 'open', proposal: { operator: 'ann' } });
    expect(await casework.decide(id, 'bob', DONE)).toMatchObject({ kind: 'settles', proposedBy: 'ann' });
    expect(await tellings(chat.conversationId, DONE.reference)).toBe(1);
    const document = await product.store.load(chat.conversationId);
    expect(document?.submitted).toMatchObject([{ status: 'done', reference: DONE.reference }]);
    expect(document?.facts.callouts.submit).toMatchObject({ status: 'succeeded', reference: DONE.reference });
    const { body } = await theCase(product);
    expect(body).toMatchObject({ status: 'settled', settlement: { operator: 'ann', confirmedBy: 'bob' } });
    expect(body.proposal).toBeUndefined();
    expect(await product.store.work(chat.conversationId)).toMatchObject([{ status: 'dead' }]);
    await isAuditWhole();
  });

  it('refuses the same operator as the second, and the same reference is what has to be confirmed', async () => {
    const { chat } = await started();
    const { id } = await theCase(product);
    await casework.decide(id, 'ann', DONE);
    expect(await casework.decide(id, 'ann', DONE)).toMatchObject({ kind: 'refused', code: 'SecondOperatorNeeded' });
    expect(await casework.decide(id, 'bob', { kind: 'done', reference: 'OTHER-1' })).toMatchObject({
      kind: 'proposes',
    });
    expect(await casework.decide(id, 'bob', { kind: 'done', reference: 'OTHER-1' })).toMatchObject({ kind: 'refused' });
    expect(await said(chat.conversationId)).not.toContainEqual(expect.stringMatching(/APP-2026-0001|OTHER-1/));
    expect((await theCase(product)).body.status).toBe('open');
    await isAuditWhole();
  });

  it('takes no reference number that another customer has, and is settled with its own', async () => {
    const { chat } = await started();
    const other = await play(product, { market: 'SG', locale: 'en-SG' }, [
      customer.opens(),
      customer.answersUpTo('confirm'),
      customer.taps('accept'),
      bank.answers(),
    ]);
    const { submitted } = (await product.store.load(other.chat.conversationId)) ?? {};
    const theirs: CaseAction = { kind: 'done', reference: submitted?.[0]?.reference ?? '' };
    const { id } = await theCase(product);
    expect(await casework.decide(id, 'ann', theirs)).toMatchObject({ kind: 'proposes' });
    expect(await casework.decide(id, 'bob', theirs)).toMatchObject({ kind: 'refused', code: 'ReferenceTaken' });
    expect(await tellings(chat.conversationId, theirs.reference)).toBe(0);
    expect((await theCase(product)).body.status).toBe('open');
    await casework.decide(id, 'ann', DONE);
    expect(await casework.decide(id, 'bob', DONE)).toMatchObject({ kind: 'settles' });
    expect(await tellings(chat.conversationId, DONE.reference)).toBe(1);
    await isAuditWhole();
  });

  it('is settled once by any number of operators at once, in two processes', async () => {
    const { chat } = await started();
    const { id } = await theCase(product);
    const other = caseworkOf(product, product.another().intake);
    const names = ['ann', 'bob', 'cem', 'dot', 'eve', 'fay'];
    const rulings = await Promise.all(
      names.flatMap((name) => [casework.decide(id, name, DONE), other.decide(id, name, DONE)]),
    );
    const kinds = rulings.map((ruling) => ruling?.kind);
    expect([
      kinds.filter((kind) => kind === 'proposes').length,
      kinds.filter((kind) => kind === 'settles').length,
    ]).toEqual([1, 1]);
    expect(await tellings(chat.conversationId, DONE.reference)).toBe(1);
    expect(await casework.decide(id, 'ann', DONE)).toEqual({ kind: 'already' });
    expect(await tellings(chat.conversationId, DONE.reference)).toBe(1);
    await isAuditWhole();
  });

  it('survives an end at any moment: run again, everything has happened once', async () => {
    const { chat } = await started();
    const { id } = await theCase(product);
    // The commit is durable and its answer lost, as when the process is killed between the two.
    const cutOff: TestProduct['intake'] = {
      ...product.intake,
      take: async (message) => {
        await product.intake.take(message);
        throw new Error('killed');
      },
    };
    await expect(caseworkOf(product, cutOff).decide(id, 'ann', DONE)).rejects.toThrow('killed');
    await product.restart();
    expect(await caseworkOf(product, product.intake).decide(id, 'ann', DONE)).toMatchObject({
      code: 'SecondOperatorNeeded',
    });
    await expect(caseworkOf(product, cutOff).decide(id, 'bob', DONE)).rejects.toThrow('killed');
    await product.restart();
    expect(await caseworkOf(product, product.intake).decide(id, 'bob', DONE)).toEqual({ kind: 'already' });
    expect(await tellings(chat.conversationId, DONE.reference)).toBe(1);
    await isAuditWhole();
  });

  it('takes no decision on what the case was before: nothing is written, and the next one is not spoilt', async () => {
    const { chat } = await started();
    const { id } = await theCase(product);
    const late = { kind: 'settlement', caseId: id, operator: 'ann', action: DONE, channel: 'webchat' } as const;
    const { conversationId } = chat;
    const version = async () => (await product.store.load(conversationId))?.version;
    const before = await version();
    const turn = { ...late, id: 'late', conversationId, receivedAt: product.now(), revision: 1 };
    expect(await product.intake.take(turn)).toMatchObject({ status: 'unchanged' });
    expect([await version(), await theCase(product)]).toMatchObject([before, { body: { status: 'open' } }]);
    await casework.decide(id, 'bob', DONE);
    expect(await product.intake.take(turn)).toMatchObject({ status: 'committed' });
  });

  it('is submitted once more, and only once, when two operators found that the bank does not have it', async () => {
    const { chat, applicationsBefore } = await started('reset-before');
    const { id } = await theCase(product);
    await casework.decide(id, 'ann', RESEND);
    await product.settledAfter(48 * 3_600_000, chat.conversationId);
    expect((await product.bank.applications()).length).toBe(applicationsBefore);
    await Promise.all(['bob', 'cem', 'dot'].map((name) => casework.decide(id, name, RESEND)));
    await product.settled(chat.conversationId);
    const applications = await product.bank.applications();
    expect(applications.length).toBe(applicationsBefore + 1);
    const reference = applications.at(-1)?.reference ?? 'none';
    expect(await tellings(chat.conversationId, reference)).toBe(1);
    const { submitted } = (await product.store.load(chat.conversationId)) ?? {};
    expect(submitted).toMatchObject([{ status: 'done', reference }]);
    expect((await theCase(product)).body.status).toBe('settled');
    expect(await casework.decide(id, 'eve', DONE)).toMatchObject({ kind: 'refused', code: 'CaseSettled' });
    await isAuditWhole();
  });

  it('becomes a new case when the second submission is as uncertain as the first', async () => {
    const { chat } = await started('reset-before');
    const { id } = await theCase(product);
    await product.bank.fails({ operation: 'create', kind: 'reset-after' });
    await casework.decide(id, 'ann', RESEND);
    await casework.decide(id, 'bob', RESEND);
    await product.settled(chat.conversationId);
    const cases = await product.store.records('case', { limit: 10 });
    expect(cases.map(({ body }) => body.status).sort()).toEqual(['open', 'settled']);
  });

  it('is rejected by one operator, and the customer told once', async () => {
    const { chat } = await started();
    const { id } = await theCase(product);
    const before = (await said(chat.conversationId)).length;
    const rulings = await Promise.all(['ann', 'bob'].map((name) => casework.decide(id, name, { kind: 'reject' })));
    expect(rulings.map((ruling) => ruling?.kind).sort()).toEqual(['already', 'settles']);
    expect((await said(chat.conversationId)).length).toBeGreaterThan(before);
    const { submitted, facts } = (await product.store.load(chat.conversationId)) ?? {};
    expect(submitted).toMatchObject([{ status: 'rejected' }]);
    expect(facts?.callouts.submit).toMatchObject({ status: 'failed' });
    await isAuditWhole();
  });

  it('cannot be closed as if only a reply were missing, and an unknown case is nobody’s', async () => {
    await started();
    const { id } = await theCase(product);
    expect(await casework.decide(id, 'ann', { kind: 'told', note: 'x' })).toMatchObject({ code: 'NotForThisCase' });
    expect(await casework.decide('case:nobody', 'ann', DONE)).toBeUndefined();
  });

  it('is no business of a second name for one person, once people have accounts', async () => {
    const { chat } = await started();
    const { id } = await theCase(product);
    // At the command line she goes by another name than at the desk.
    expect(await casework.decide(id, 'ann-ops', DONE)).toMatchObject({ kind: 'proposes' });
    const account = (name: string) => ({ id: name, roles: ['operator'] as const });
    const people = [account('ann'), account('bob'), { id: 'eve', roles: ['agent'] as const }];
    const later = caseworkOf(product, product.intake, async () => people);
    expect(await later.decide(id, 'ann', DONE)).toMatchObject({ kind: 'proposes' });
    for (const nobody of ['ann-ops', 'eve'])
      expect(await later.decide(id, nobody, DONE)).toMatchObject({ kind: 'refused', code: 'AccountNeeded' });
    expect(await later.decide(id, 'ann', DONE)).toMatchObject({ code: 'SecondOperatorNeeded' });
    expect(await tellings(chat.conversationId, DONE.reference)).toBe(0);
    expect(await later.decide(id, 'bob', DONE)).toMatchObject({ kind: 'settles', proposedBy: 'ann' });
    await isAuditWhole();
  });
});
