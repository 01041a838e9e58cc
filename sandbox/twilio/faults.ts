import { z } from 'zod';
import { createFaultQueue } from '../faultQueue';

const CALLS = [
  'timeoutBefore',
  'status500',
  'status503',
  'status429',
  'reset',
  'error',
  // From here on the request is carried out, and only the answer is spoilt.
  'timeoutAfter',
  'resetAfter',
  'malformed',
  'delay',
] as const;

const WEBHOOKS = ['duplicate', 'reorder', 'drop', 'delay', 'timeoutAfter'] as const;

const KINDS = {
  create: [...CALLS, 'failLater'],
  list: CALLS,
  delete: CALLS,
  content: CALLS,
  status: WEBHOOKS,
  inbound: WEBHOOKS,
} as const;

const PLACES = ['create', 'list', 'delete', 'content', 'status', 'inbound'] as const;
export type Place = (typeof PLACES)[number];

/** A fault to perform on the next `times` matching calls or webhooks. */
export const Fault = z
  .strictObject({
    at: z.enum(PLACES),
    kind: z.enum([...CALLS, 'failLater', 'duplicate', 'reorder', 'drop']),
    /** Twilio's code, for `error` and `failLater`. */
    code: z.coerce.number().int().optional(),
    /** How long a `delay` takes, and how long a `reorder` waits for the next one. */
    ms: z.number().int().nonnegative().default(1_000),
    times: z.number().int().positive().default(1),
    /** Only for this customer. */
    user: z.string().optional(),
  })
  .refine(({ at, kind }) => (KINDS[at] as readonly string[]).includes(kind), 'kind does not happen at this place')
  .refine(({ kind, code }) => (kind !== 'error' && kind !== 'failLater') || code !== undefined, 'code is missing');
export type Fault = z.infer<typeof Fault>;

/** The faults of Twilio; those that name a customer strike only what concerns them. */
export function createFaults() {
  const queue = createFaultQueue<Fault>();
  return {
    ...queue,
    take: (at: Place, user: string | undefined) =>
      queue.take((fault) => fault.at === at && (fault.user === undefined || fault.user === user)),
  };
}

export type Faults = ReturnType<typeof createFaults>;
