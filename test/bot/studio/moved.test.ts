import type { FlowVersion } from '../../../bot/flows';
import { flowVersion, openFlows } from '../../../bot/flows';
import { versionHash } from '../../../bot/studio/contentHash';
import { preFlight } from '../../../bot/studio/preFlight';
import { createPseudonym } from '../../../bot/telemetry';
import en from '../../../locales/en.json';
import type { FlowFile } from '../../../machines/flow';
import { parseFlow } from '../../../machines/upgrade';
import { customer, type Line, play, type Talk } from '../../support/conversation';
import { FLOWS_DIRECTORY, startTestProduct, type TestProduct } from '../../support/product';
import { createPress, type PublishingPress, shippedFile } from '../../support/publishing';

let product: TestProduct;
let press: PublishingPress;
beforeEach(async () => {
  product = await startTestProduct();
  press = pressOf({});
});
afterEach(() => product.stop());

function pressOf(more: Partial<Parameters<typeof createPress>[0]>) {
  const { store, catalogue, now: clock } = product;
  return createPress({ store, catalogue, clock, seal: createPseudonym('test audit key'), ...more });
}

const SG = { market: 'SG', locale: 'en-SG' } as const;
const TERMS = en.consent.termsAndConditions;
type File = ReturnType<typeof shippedFile>;

/** The shipped flow with one step's members replaced. */
function withStep(id: string, changes: object): File {
  const flow = shippedFile();
  return { ...flow, steps: { ...flow.steps, [id]: { ...flow.steps[id], ...changes } } } as File;
}

/** Asked before the name, in Singapore too. */
const oneMoreQuestion = () => withStep('existingCardholder', { only: ['PH', 'SG'] });
const otherNotice = () => withStep('privacy', { notice: { key: 'consent.privacyNotice', version: '2099-01' } });
const otherTerms = () => withStep('terms', { notice: { key: 'consent.termsAndConditions', version: '2099-01' } });
function renamed(): File {
  const { mobile, ...steps } = withStep('fullName', { next: 'phone' }).steps;
  return { ...shippedFile(), steps: { ...steps, phone: mobile }, moved: { mobile: 'phone' } } as unknown as File;
}

async function talkUpTo(step: Parameters<typeof customer.answersUpTo>[0]): Promise<Talk> {
  // Nobody begins within the moment of a publication.
  product.passes(1_000);
  const talk = await play(product, SG, [customer.opens(), customer.answersUpTo(step)]);
  product.passes(10_000);
  return talk;
}

async function goesOn(talk: Talk, ...lines: readonly Line[]) {
  for (const line of lines) await line.run(talk);
  const document = await product.store.load(talk.chat.conversationId);
  if (document === undefined) throw new Error('It is gone.');
  return document;
}

const move = (flow: FlowFile) => press.publish(flow, ['SG'], { open: 'move' });

it('nobody is moved unless that was decided', async () => {
  const talk = await talkUpTo('mobile');
  await press.publish(oneMoreQuestion(), ['SG']);
  product.passes(10_000);
  expect(await goesOn(talk, customer.answers())).toMatchObject({ flow: { version: 1 }, step: 'email' });
});

it('who stands where nothing changes goes on there, and the answer is taken as ever', async () => {
  const talk = await talkUpTo('mobile');
  const { flow } = (await product.store.load(talk.chat.conversationId)) ?? {};
  expect(flow?.version).toBe(1);
  const version = await move(withStep('terms', { notice: { key: 'consent.termsAndConditions', version: '2099-01' } }));
  product.passes(10_000);
  const after = await goesOn(talk, customer.answers());
  expect(after).toMatchObject({ flow: { version }, step: 'email' });
  expect(after.facts.fields.mobile?.value).toMatch(/^\+65/);
});

it('a question that is new is asked, what was just answered is kept, and nothing is asked twice', async () => {
  const talk = await talkUpTo('mobile');
  const version = await move(oneMoreQuestion());
  product.passes(10_000);
  const moved = await goesOn(talk, customer.answers());
  expect(moved).toMatchObject({ flow: { version }, step: 'existingCardholder' });
  expect(moved.prompt?.step).toBe('existingCardholder');
  expect(moved.facts.fields.mobile?.value).toMatch(/^\+65/);
  expect(await goesOn(talk, customer.answers())).toMatchObject({ flow: { version }, step: 'email' });
});

it('a question that only has another name is the same question', async () => {
  const talk = await talkUpTo('mobile');
  const version = await move(renamed());
  product.passes(10_000);
  expect(await goesOn(talk, customer.answers())).toMatchObject({ flow: { version }, step: 'email' });
});

it('a notice that changed is agreed to anew before anything else is', async () => {
  const talk = await talkUpTo('summary');
  const version = await move(otherNotice());
  product.passes(10_000);
  const moved = await goesOn(talk, customer.answers());
  expect(moved).toMatchObject({ flow: { version }, step: 'privacy', prompt: { kind: 'consent' } });
  expect(moved.facts.reviews).toEqual({});
  const agreed = await goesOn(talk, customer.answers());
  expect(agreed).toMatchObject({
    step: 'summary',
    facts: { consents: { privacyNotice: { noticeVersion: '2099-01' } } },
  });
});

it('other words are agreed to anew, though nobody gave them another version', async () => {
  const talk = await talkUpTo('terms');
  const words = { en: { 'consent.termsAndConditions': `${TERMS} And more.` } };
  // As when another release of the product says it otherwise: the studio lets nobody do this.
  const unlocked = pressOf({ legalTexts: () => [] });
  const version = await unlocked.publish(shippedFile(), ['SG'], { open: 'move', words });
  product.passes(10_000);
  expect(await goesOn(talk, customer.answers())).toMatchObject({
    flow: { version },
    step: 'terms',
    prompt: { kind: 'consent' },
  });
  const agreed = await goesOn(talk, customer.answers());
  expect(agreed.step).toBe('contact');
});

it('a confirmation under old terms submits nothing', async () => {
  const talk = await talkUpTo('confirm');
  await move(otherTerms());
  product.passes(10_000);
  expect(await goesOn(talk, customer.answers())).toMatchObject({
    step: 'terms',
    submitted: [],
    facts: { callouts: {} },
  });
  expect(await product.bank.applications()).toHaveLength(0);
});

it('who has applied stays: nothing is asked of them any more', async () => {
  const talk = await talkUpTo('marketing');
  await move(otherTerms());
  product.passes(10_000);
  expect(await goesOn(talk, customer.answers())).toMatchObject({ flow: { version: 1 }, step: 'done' });
});

it('a word to the bot works as ever, on the new version', async () => {
  const talk = await talkUpTo('mobile');
  const version = await move(oneMoreQuestion());
  product.passes(10_000);
  const { steps } = shippedFile();
  expect(Object.keys(steps)).toContain('existingCardholder');
  const helped = await goesOn(talk, customer.types('help'));
  expect(helped).toMatchObject({ flow: { version }, step: 'existingCardholder' });
});

it('who starts over does so on the version that is current', async () => {
  const talk = await talkUpTo('mobile');
  const version = await press.publish(oneMoreQuestion(), ['SG']);
  product.passes(10_000);
  expect(await goesOn(talk, customer.types('restart'))).toMatchObject({ flow: { version }, run: 2, step: 'product' });
});

it('what was taken back moves nobody, and who was moved stays where they are', async () => {
  const [moved, later] = [await talkUpTo('mobile'), await talkUpTo('mobile')];
  const version = await move(oneMoreQuestion());
  product.passes(10_000);
  await goesOn(moved, customer.answers());
  await press.rollBack('SG', version, 1);
  product.passes(10_000);
  expect(await goesOn(later, customer.answers())).toMatchObject({ flow: { version: 1 }, step: 'email' });
  expect(await goesOn(moved, customer.answers())).toMatchObject({ flow: { version } });
});

it('the pre-flight says of everybody what then happens, and changes nobody', async () => {
  const talks = [
    await talkUpTo('product'),
    await talkUpTo('mobile'),
    await talkUpTo('employmentStatus'),
    await talkUpTo('confirm'),
    await talkUpTo('marketing'),
  ];
  const ended = await talkUpTo('marketing');
  await goesOn(ended, customer.answers());
  const documents = async () => Promise.all(talks.map(({ chat }) => product.store.load(chat.conversationId)));
  const before = await documents();
  const draft = asVersion(otherNotice());
  const { flows } = product.sight;
  const seen = await preFlight({ store: product.store, flows, clock: product.now }, draft, ['SG', 'PL']);
  expect(await documents()).toEqual(before);
  expect(seen).toMatchObject({
    inside: 5,
    counts: { unaffected: 1, sameQuestion: 0, newQuestion: 0, askedAgain: 3, stays: 1 },
    legal: [
      { market: 'SG', step: 'privacy', purpose: 'privacyNotice' },
      { market: 'PL', step: 'privacy', purpose: 'privacyNotice' },
    ],
    suggested: 'move',
  });
  expect(seen.ways).toContainEqual({
    market: 'SG',
    version: 1,
    from: 'mobile',
    to: 'privacy',
    outcome: 'askedAgain',
    count: 1,
  });

  const version = await move(otherNotice());
  product.passes(10_000);
  const after = await Promise.all(talks.map((talk) => goesOn(talk, customer.answers())));
  expect(after.map(({ flow }) => flow.version)).toEqual([version, version, version, version, 1]);
  expect(after.map(({ step }) => step)).toEqual(['ageConfirmed', 'privacy', 'privacy', 'privacy', 'done']);
});

it('counts everybody once, page after page, also those with a person', async () => {
  const talk = await talkUpTo('mobile');
  const waiting = await talkUpTo('mobile');
  await goesOn(waiting, customer.asksFor('agent'));
  const one = (await product.store.load(talk.chat.conversationId)) as NonNullable<
    Awaited<ReturnType<typeof product.store.load>>
  >;
  // Many at one moment: a page cannot end within it.
  await Promise.all(
    Array.from({ length: 450 }, (_, n) =>
      product.store.commit({
        conversationId: `crowd ${n}`,
        expectedVersion: 0,
        conversation: { ...one, id: `crowd ${n}`, version: 1 },
      }),
    ),
  );
  const { flows } = product.sight;
  const seen = await preFlight({ store: product.store, flows, clock: product.now }, asVersion(oneMoreQuestion()), [
    'SG',
  ]);
  expect(seen.inside).toBe(452);
  expect(seen.suggested).toBe('pin');
});

function asVersion(file: File): FlowVersion {
  const flow = parseFlow(file);
  expect(openFlows(FLOWS_DIRECTORY).versions.get(1)?.flow.id).toBe(flow.id);
  return flowVersion(file, flow, versionHash(flow, {}));
}
