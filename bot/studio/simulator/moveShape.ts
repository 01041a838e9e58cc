import { z } from 'zod';
import { WRAP_UP_CODES } from '../../../dialogs/deskCommand';
import { StepId } from '../../../machines/flow';
import { FieldId } from '../../../machines/lead';
import { Purpose } from '../../../machines/market';
import { redactCardNumbers } from '../../cardNumbers';
import { BANK_BEHAVIOURS } from './behaviours';
import type { Move } from './contract';

/** What somebody typed to try it; a card number in it is kept nowhere. */
const Typed = z
  .string()
  .max(5_000)
  .transform((text) => redactCardNumbers(text).text);

const Act = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('claim') }),
  z.strictObject({ kind: z.literal('handBack'), step: StepId.optional(), line: Typed.optional() }),
  z.strictObject({
    kind: z.literal('resolve'),
    code: z.enum(WRAP_UP_CODES),
    note: Typed.optional(),
    askScore: z.boolean().optional(),
  }),
  z.strictObject({ kind: z.literal('send'), text: Typed }),
  z.strictObject({ kind: z.literal('note'), text: Typed, whisper: z.boolean().optional() }),
  z.strictObject({ kind: z.literal('fill'), field: FieldId, value: Typed.nullable() }),
  z.strictObject({ kind: z.literal('offerConsent'), purpose: Purpose }),
]);

/** A move as the page sends it and a file has it. */
export const MoveShape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('opens') }),
  z.strictObject({ kind: z.literal('types'), text: Typed }),
  z.strictObject({ kind: z.literal('taps'), choice: z.string().min(1).max(200), step: StepId.optional() }),
  z.strictObject({
    kind: z.literal('sends'),
    media: z.enum(['image', 'audio', 'video', 'document', 'location', 'contact', 'sticker', 'unknown']),
  }),
  z.strictObject({ kind: z.literal('waits'), minutes: z.number().int().min(1).max(60_000) }),
  z.strictObject({ kind: z.literal('bank'), is: z.enum(BANK_BEHAVIOURS) }),
  z.strictObject({ kind: z.literal('agent'), does: Act }),
]) satisfies z.ZodType<Move>;

/** Longer than any conversation that somebody plays by hand. */
export const Moves = z.array(MoveShape).max(300);
