import { z } from 'zod';
import { Moves } from '../../../bot/studio/simulator/moveShape';
import { TestShape } from '../../../bot/studio/tests/conversationTest';
import { StepId } from '../../../machines/flow';
import { Market } from '../../../machines/market';

/** What the simulator's part of the page may send, and nothing besides. */
const contents = { flow: z.unknown(), words: z.unknown().optional() };
const Channel = z.enum(['webchat', 'whatsapp']);
const Locale = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/);
const played = {
  ...contents,
  market: Market,
  locale: Locale.optional(),
  channels: z.array(Channel).min(1).max(2),
  moves: Moves,
};

export const Playing = z.strictObject({ ...played, to: StepId.optional() });
export const Recording = z.strictObject({ ...played, name: z.string().trim().min(1).max(120) });
export const Replacing = z.strictObject({ test: TestShape });
/** As many as take a few seconds; a page sends them in portions. */
export const Running = z.strictObject({ ...contents, tests: z.array(TestShape).min(1).max(25) });
export const Storming = z.strictObject({
  ...contents,
  market: Market,
  seed: z.number().int().min(0).max(1_000_000_000),
  customers: z.number().int().min(1).max(40),
});
export const Replaying = z.strictObject({
  ...contents,
  markets: z.array(Market).min(1).max(12),
  most: z.number().int().min(1).max(100),
});

/** What is in the address: numbers are written out there. */
const Whole = z
  .string()
  .regex(/^\d{1,6}$/)
  .transform(Number);
export const FunnelQuery = z.strictObject({
  market: Market,
  locale: Locale.optional(),
  version: Whole.optional(),
  channel: Channel.optional(),
});
export const ExperimentQuery = z.strictObject({ market: Market });
