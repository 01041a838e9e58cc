import { z } from 'zod';
import { Reference } from '../../adapters/callouts/wireText';
import { redactCardNumbers } from '../../bot/cardNumbers';
import { CALL_OUTCOMES, type DeskCommand, WRAP_UP_CODES } from '../../bot/desk/contract';
import { FieldId } from '../../machines/lead';
import { Market, Purpose } from '../../machines/market';

/** What the desk's page may send, and nothing besides. */

const Id = z.string().min(1).max(200);
const StepName = z.string().min(1).max(100);
/** How long a text may really be the conversation says; this bounds what is looked at. */
const Words = z.string().max(8_000);
const Time = z.number().int().nonnegative();
const Slot = z.strictObject({ from: Time, to: Time });

const PassedTo = z.union([z.strictObject({ agent: Id }), z.strictObject({ queue: Id })]);

const Command = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('claim') }),
  z.strictObject({ kind: z.literal('barge') }),
  z.strictObject({ kind: z.literal('reassign'), to: PassedTo }),
  z.strictObject({ kind: z.literal('transfer'), to: PassedTo }),
  z.strictObject({ kind: z.literal('handBack'), step: StepName.optional(), line: Words.optional() }),
  z.strictObject({
    kind: z.literal('resolve'),
    code: z.enum(WRAP_UP_CODES),
    note: Words.optional(),
    askScore: z.boolean().optional(),
  }),
  z.strictObject({ kind: z.literal('send'), text: Words }),
  z.strictObject({ kind: z.literal('sendTemplate') }),
  z.strictObject({ kind: z.literal('note'), text: Words, whisper: z.boolean().optional() }),
  z.strictObject({ kind: z.literal('fill'), field: FieldId, value: Words.nullable() }),
  z.strictObject({ kind: z.literal('offerConsent'), purpose: Purpose }),
  z.strictObject({ kind: z.literal('requestCallBack'), ...Slot.shape }),
  z.strictObject({
    kind: z.literal('callBackOutcome'),
    callBackId: Id,
    outcome: z.enum(CALL_OUTCOMES),
    note: Words.optional(),
    slot: Slot.optional(),
  }),
]) satisfies z.ZodType<DeskCommand>;

export const Commanding = z.strictObject({ id: Id, epoch: Time, command: Command });

const Reason = z.string().trim().min(10, 'Say why in at least ten characters.').max(300);
export const Revealing = z.union([
  z.strictObject({ reason: Reason, field: FieldId }),
  z.strictObject({ reason: Reason, seq: z.number().int().positive() }),
]);

export const Deciding = z.strictObject({
  action: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('done'), reference: Reference }),
    z.strictObject({ kind: z.literal('resend') }),
    z.strictObject({ kind: z.literal('reject') }),
    z.strictObject({
      kind: z.literal('told'),
      note: z
        .string()
        .trim()
        .min(1)
        .max(500)
        .transform((note) => redactCardNumbers(note).text),
    }),
  ]),
});

const Language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/);
const Kept = {
  markets: z.array(Market).min(1),
  locale: Language,
  shortcut: z.string().regex(/^[a-z0-9][a-z0-9-]{0,29}$/, 'A shortcut is 1 to 30 of a-z 0-9 -.'),
  title: z.string().trim().min(1).max(60),
  text: z
    .string()
    .trim()
    .min(1)
    .max(1_500)
    .transform((text) => redactCardNumbers(text).text),
};
export const Canning = z.union([
  z.strictObject({ id: Id, remove: z.literal(true) }),
  z.strictObject({ id: Id, version: z.number().int().positive(), ...Kept }),
  z.strictObject(Kept),
]);

export const Presenting = z.strictObject({ presence: z.enum(['available', 'away', 'offline']) });

/** What is in a list or of which page is told by the query. */
export const WorkQuery = z.strictObject({
  view: z.enum(['needsPerson', 'mine', 'bot', 'cases', 'callBacks', 'team']),
  market: Market.optional(),
  locale: Language.optional(),
  channel: z.enum(['webchat', 'whatsapp']).optional(),
  after: z.string().max(500).optional(),
});

export const RevealsQuery = z.strictObject({
  market: Market.optional(),
  by: Id.optional(),
  after: z
    .string()
    .regex(/^\d{1,12}$/)
    .optional(),
});
