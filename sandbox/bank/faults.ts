import { z } from 'zod';
import { Market } from '../../machines/market';
import { createFaultQueue } from '../faultQueue';

/**
 * What can be made to go wrong. Kinds named `Before` (and every refusal by status, page404, redirect) take nothing; `After`
 * and the strange answers (from malformed on) come after the application is in the ledger. `slow` takes it after a while,
 * whether anybody still waits or not. What the wire does besides is the fault proxy's (`sandbox/faultProxy`).
 */
const KINDS = [
  'slow',
  'timeoutBefore',
  'timeoutAfter',
  '400',
  '401',
  '403',
  '409mismatch',
  '422',
  '429',
  '500before',
  '500after',
  '503',
  'page404',
  'reset-before',
  'redirect',
  'reset-after',
  'malformed',
  'truncated',
  'empty',
  'oversize',
  'gzip',
  'wrongSchema',
  'missingReference',
  'foreignReference',
  'duplicateHeaders',
  '202',
  '409exists',
] as const;

/** A fault to perform on the next `times` matching calls. */
export const Fault = z.strictObject({
  market: Market.optional(),
  operation: z.enum(['token', 'create', 'reference', 'products', 'status']),
  kind: z.enum(KINDS),
  times: z.number().int().positive().default(1),
  delayMs: z.number().int().nonnegative().default(2_000),
  /** Of a 429 or 503; null leaves the header out. */
  retryAfterS: z.number().int().nonnegative().nullable().default(1),
  /** `Retry-After` as a date, with the bank's own in `Date`. */
  asDate: z.boolean().default(false),
});
export type Fault = z.infer<typeof Fault>;
export type Operation = Fault['operation'];

/** The faults of the bank; those that name a market strike only its calls. */
export function createFaults() {
  const queue = createFaultQueue<Fault>();
  return {
    ...queue,
    take: (operation: Operation, market: string | undefined) =>
      queue.take((fault) => fault.operation === operation && (fault.market === undefined || fault.market === market)),
  };
}

export type Faults = ReturnType<typeof createFaults>;
