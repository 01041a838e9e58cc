import { z } from 'zod';
import { Market } from '../../machines/market';

/**
 * What can be made to go wrong. Kinds named `Before` (and 401, 403, 429, 503, page404, redirect) take nothing; `After` and the
 * broken answers (malformed, truncated, empty, oversize, gzip, wrongSchema) come after the application is in the ledger.
 */
const KINDS = [
  'slow',
  'timeoutBefore',
  'timeoutAfter',
  '401',
  '403',
  '429',
  '500before',
  '500after',
  '503',
  'page404',
  'malformed',
  'truncated',
  'empty',
  'reset-before',
  'reset-after',
  'redirect',
  'oversize',
  'gzip',
  'wrongSchema',
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
});
export type Fault = z.infer<typeof Fault>;
export type Operation = Fault['operation'];

/** The faults asked for and not yet used up, oldest first. */
export function createFaults() {
  let waiting: Fault[] = [];
  return {
    add: (fault: Fault) => void waiting.push(fault),
    list: (): readonly Fault[] => waiting,
    clear: () => {
      waiting = [];
    },
    take(operation: Operation, market: string | undefined): Fault | undefined {
      const found = waiting.find(
        (fault) => fault.operation === operation && (fault.market === undefined || fault.market === market),
      );
      waiting = waiting.flatMap((fault) => (fault === found ? used(fault) : [fault]));
      return found;
    },
  };
}

export type Faults = ReturnType<typeof createFaults>;

function used(fault: Fault): Fault[] {
  return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : [];
}
