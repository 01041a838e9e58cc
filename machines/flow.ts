import { z } from 'zod';
import { FieldId } from './lead';
import { Market, Purpose } from './market';

/** Reference lists a question may take its quick replies from. `bot/referenceData.ts` fills them per market. */
export const LISTS = [
  'languages',
  'products',
  'salutation',
  'employmentStatus',
  'incomeBand',
  'residenceStatus',
  'division',
  'contactTime',
] as const;
export const ListId = z.enum(LISTS);
export type ListId = z.infer<typeof ListId>;

export const StepId = z.string().regex(/^[a-z][A-Za-z0-9]*$/);
export type StepId = z.infer<typeof StepId>;
export const TextKey = z.string().regex(/^[a-z][A-Za-z0-9]*(\.[A-Za-z0-9_]+)+$/);

const Branch = z.strictObject({
  when: z.strictObject({ field: FieldId, is: z.string() }).optional(),
  to: StepId,
});
/** A step id, or branches tried in order of which the last has no `when`. */
export const Next = z.union([StepId, z.array(Branch).min(1)]);
export type Next = z.infer<typeof Next>;

const Choices = z.union([
  z.strictObject({ from: z.literal('list'), list: ListId }),
  z.strictObject({
    from: z.literal('inline'),
    options: z
      .array(z.strictObject({ code: z.string(), text: TextKey }))
      .min(1)
      .max(10),
  }),
]);
export type Choices = z.infer<typeof Choices>;

const inMarkets = { only: z.array(Market).min(1).optional(), except: z.array(Market).min(1).optional() };

/** Seven kinds and no more: new power is a new kind in code with its dialog, compile case, checks and tests. */
export const Step = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('say'), ...inMarkets, text: TextKey, next: Next }),
  z.strictObject({
    kind: z.literal('ask'),
    ...inMarkets,
    field: FieldId,
    text: TextKey,
    choices: Choices.optional(),
    /** Optional questions can be skipped; the fact is then `null`. */
    optional: z.boolean().default(false),
    /** Narrowing rules on top of the field's own: a designer can tighten, never loosen. */
    rules: z
      .array(
        z.discriminatedUnion('rule', [
          z.strictObject({ rule: z.literal('minLength'), value: z.int().min(1).max(100) }),
          z.strictObject({ rule: z.literal('maxLength'), value: z.int().min(1).max(200) }),
          z.strictObject({ rule: z.literal('oneOf'), values: z.array(z.string()).min(1) }),
        ]),
      )
      .default([]),
    attempts: z.int().min(1).max(5).default(3),
    exhausted: StepId,
    next: Next,
  }),
  z.strictObject({
    kind: z.literal('consent'),
    ...inMarkets,
    purpose: Purpose,
    notice: z.strictObject({ key: TextKey, version: z.string().min(1) }),
    granted: Next,
    declined: Next,
  }),
  z.strictObject({
    kind: z.literal('review'),
    ...inMarkets,
    /** Lines shown, in order. The customer's acceptance is bound to every collected field, shown or not. */
    fields: z.array(FieldId).min(1),
    text: TextKey,
    /** Label of the accepting button. */
    accept: TextKey,
    next: Next,
  }),
  z.strictObject({
    kind: z.literal('callout'),
    ...inMarkets,
    operation: z.enum(['submitLead']),
    /** Said while the bank works on it. */
    text: TextKey,
    next: Next,
    failed: StepId,
  }),
  z.strictObject({ kind: z.literal('handoff'), ...inMarkets, queue: z.string().min(1), text: TextKey }),
  z.strictObject({
    kind: z.literal('end'),
    ...inMarkets,
    outcome: z.enum(['submitted', 'declined', 'ineligible', 'optedOut']),
    text: TextKey,
  }),
]);
export type Step = z.infer<typeof Step>;
export type StepKind = Step['kind'];
export type StepOf<K extends StepKind> = Extract<Step, { kind: K }>;

/** A published flow file. `schemaVersion` is the format's, `version` the designer's. */
export const Flow = z.strictObject({
  schemaVersion: z.literal(1),
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  version: z.int().positive(),
  title: z.string().min(1),
  markets: z.array(Market).min(1),
  initial: StepId,
  /** Where `stop` and "talk to a person" lead from anywhere. */
  interrupts: z.strictObject({ stop: StepId, agent: StepId }),
  steps: z.record(StepId, Step),
  /** Market → step → whole values that replace the step's own. No deep merge: what you read is what you get. */
  overrides: z.partialRecord(Market, z.record(StepId, z.record(z.string(), z.unknown()))).default({}),
  /** Wording published with this version: locale → key → text. */
  texts: z.record(z.string(), z.record(TextKey, z.string())).default({}),
  /** Old step id → new, for conversations moved here from the version before. */
  moved: z.record(StepId, StepId).default({}),
});
export type Flow = z.infer<typeof Flow>;
/** The same as somebody wrote it down, with what goes without saying left out. */
export type FlowFile = z.input<typeof Flow>;

/** The steps one market sees: no `only`, no `except`, no overrides left. */
export interface ResolvedFlow {
  readonly id: string;
  readonly version: number;
  readonly market: Market;
  readonly initial: StepId;
  readonly interrupts: { readonly stop: StepId; readonly agent: StepId };
  readonly steps: Readonly<Record<StepId, Step>>;
  readonly texts: Flow['texts'];
}
