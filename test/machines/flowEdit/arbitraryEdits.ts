import fc from 'fast-check';
import { LISTS, type Step } from '../../../machines/flow';
import type { FlowContent } from '../../../machines/flowEdit/content';
import type { Edit } from '../../../machines/flowEdit/edits';
import { FIELD_IDS } from '../../../machines/lead';
import { MARKETS } from '../../../machines/market';
import { CARD_LEAD } from '../fixtures';

export const CARD: FlowContent = { flow: CARD_LEAD, words: {} };

/** Names that are there, names that are not, and names that are none. */
const ids = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...Object.keys(CARD_LEAD.steps)) },
  { weight: 4, arbitrary: fc.constantFrom('one', 'two', 'three', 'four') },
  { weight: 1, arbitrary: fc.constantFrom('', 'Big', 'ünï', '__proto__', 'constructor', 'toString', 'a b') },
);
const markets = fc.constantFrom(...MARKETS);
const keys = fc.constantFrom('say.welcome', 'ask.mobile', 'review.summary', 'say.new');
const exits = fc.oneof(
  ids,
  fc
    .tuple(ids, ids, fc.constantFrom(...FIELD_IDS))
    .map(([to, other, field]) => [{ when: { field, is: 'yes' }, to }, { to: other }]),
);
const someMarkets = fc.uniqueArray(markets, { minLength: 1, maxLength: 4 });

/** Steps of several kinds; some of them are none. */
export const steps: fc.Arbitrary<Step> = fc
  .oneof(
    fc.record({ kind: fc.constant('say'), text: keys, next: exits }),
    fc.record({
      kind: fc.constant('ask'),
      field: fc.constantFrom(...FIELD_IDS),
      text: keys,
      exhausted: ids,
      next: exits,
      attempts: fc.integer({ min: 0, max: 6 }),
    }),
    fc.record({
      kind: fc.constant('consent'),
      purpose: fc.constantFrom('privacyNotice', 'marketing', 'unknown'),
      notice: fc.record({ key: keys, version: fc.constantFrom('1', '') }),
      granted: exits,
      declined: exits,
    }),
    fc.record({ kind: fc.constantFrom('end', 'script'), outcome: fc.constant('declined'), text: keys }),
  )
  .map((step) => step as unknown as Step);

const properties = fc.oneof(
  fc.record({ property: fc.constantFrom('next', 'granted', 'exhausted', 'failed'), value: exits }),
  fc.record({ property: fc.constant('text'), value: fc.oneof(keys, fc.constant('no key')) }),
  fc.record({ property: fc.constant('optional'), value: fc.boolean() }),
  fc.record({
    property: fc.constantFrom('only', 'except'),
    value: fc.oneof(someMarkets, fc.constant([]), fc.constant(undefined)),
  }),
  fc.record({
    property: fc.constant('choices'),
    value: fc.oneof(
      fc.constantFrom(...LISTS).map((list) => ({ from: 'list', list })),
      fc.constant(undefined),
    ),
  }),
  fc.record({ property: fc.constantFrom('nonsense', '__proto__'), value: fc.anything() }),
);

const single: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constant('addStep' as const), id: ids, step: steps, after: ids }),
  fc.record({ kind: fc.constant('removeStep' as const), id: ids }),
  fc.record({ kind: fc.constant('renameStep' as const), from: ids, to: ids, isPublished: fc.boolean() }),
  fc.record({ kind: fc.constant('moveStep' as const), id: ids, to: fc.integer({ min: -2, max: 60 }) }),
  fc.record({ kind: fc.constant('copyStep' as const), id: ids, as: ids }),
  fc.record({ kind: fc.constant('setStep' as const), id: ids, step: steps }),
  fc.tuple(ids, properties).map(([id, set]): Edit => ({ kind: 'setProperty', id, ...set })),
  fc.tuple(ids, markets, properties).map(([id, market, set]): Edit => ({ kind: 'setOverride', id, market, ...set })),
  fc.record({ kind: fc.constant('clearOverride' as const), id: ids, market: markets }),
  fc.record({ kind: fc.constant('copyOverrides' as const), from: markets, to: markets }),
  fc.record({ kind: fc.constant('copyOverrides' as const), from: markets, to: markets, id: ids }),
  fc
    .oneof(
      fc.record({ name: fc.constant('title' as const), value: fc.string() }),
      fc.record({ name: fc.constant('markets' as const), value: fc.array(markets, { maxLength: 4 }) }),
      fc.record({ name: fc.constant('initial' as const), value: ids }),
      fc.record({ name: fc.constant('interrupts' as const), value: fc.record({ stop: ids, agent: ids }) }),
    )
    .map((set): Edit => ({ kind: 'setHead', ...set })),
  fc
    .tuple(fc.constantFrom('en', 'pl', 'ar'), keys, fc.option(fc.string(), { nil: undefined }))
    .map(([locale, key, text]): Edit => ({ kind: 'setWord', locale, key, text })),
);

export const edits: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 12, arbitrary: single },
  { weight: 1, arbitrary: fc.array(single, { maxLength: 4 }).map((all): Edit => ({ kind: 'all', edits: all })) },
);
