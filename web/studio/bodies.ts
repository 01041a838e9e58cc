import { z } from 'zod';
import { StepId } from '../../machines/flow';
import { MARKETS, Market } from '../../machines/market';

/** What the studio's page may send, and nothing besides. Flows and words are read where their limits are. */
const Title = z.string().trim().min(1).max(120);
const Version = z.number().int().nonnegative();
const contents = { flow: z.unknown(), words: z.unknown().optional() };

export const Beginning = z.strictObject({ title: Title, base: Version, ...contents });
export const Saving = z.strictObject({ revision: z.number().int().positive(), title: Title, ...contents });
export const Checking = z.strictObject(contents);

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Markets = z.array(Market).min(1).max(MARKETS.length);
const Note = z.string().trim().max(500);
/** Every purpose in every market, and as many again. */
const MOST_TEXTS = 200;
const Points = z.number().int().min(1).max(50);
const Share = z.number().gt(0).lt(1);

export const Approving = z.strictObject({ hash: Hash, markets: Markets });
export const ApprovingLegal = z.strictObject({
  texts: z
    .array(z.strictObject({ market: Market, hash: Hash }))
    .min(1)
    .max(MOST_TEXTS),
});
export const Withdrawing = z.strictObject({ markets: Markets });
export const Publishing = z.strictObject({
  hash: Hash,
  markets: Markets,
  open: z.enum(['pin', 'move']),
  note: Note,
  share: Share.optional(),
  points: Points.optional(),
});
export const Pointing = z.strictObject({ from: Version, to: Version, note: Note });
export const Challenging = z.strictObject({
  from: Version,
  challenger: z.strictObject({ version: Version, share: Share, points: Points.optional() }).nullable(),
});
export const Commenting = z.strictObject({ text: z.string().trim().min(1).max(2_000), step: StepId.optional() });

const Side = z.string().min(1).max(60);
export const Diffing = z.strictObject({ from: Side, to: Side });
/** `HK,PL` */
export const Flying = z.strictObject({
  markets: z
    .string()
    .transform((codes) => codes.split(','))
    .pipe(Markets),
});
