import { z } from 'zod';

/** Kinds of call a fault may strike. */
export const Place = z.enum(['read', 'write', 'batch', 'query', 'feed', 'any']);
export type Place = z.infer<typeof Place>;

/** A fault to perform on matching calls: on the next `times` of them, or on a `share` of all until it is cleared. */
export const Fault = z.strictObject({
  at: Place,
  kind: z.enum([
    'throttled429',
    'retryWith449',
    'conflict412',
    'timeout408',
    'gone410',
    'unavailable503',
    'session404',
    'reset',
    'slow',
    /** Success, and nothing else. */
    'empty',
    /** Answered from a replica that is `ms` writes behind, as far as the session token allows. */
    'stale',
  ]),
  /** The request is carried out, and only its answer is lost. For `timeout408`, `unavailable503`, `reset`, `empty`. */
  after: z.boolean().default(false),
  /** Wait of a 429, delay of a slow answer, or writes a stale replica lags behind. */
  ms: z.number().int().nonnegative().default(10),
  times: z.number().int().positive().default(1),
  share: z.number().min(0).max(1).optional(),
});
export type Fault = z.infer<typeof Fault>;

/** The faults asked for; `random` decides which calls those with a share strike. */
export function createFaults(random: () => number) {
  let waiting: Fault[] = [];
  let struck = 0;
  return {
    add: (fault: z.input<typeof Fault>) => void waiting.push(Fault.parse(fault)),
    list: (): readonly Fault[] => waiting,
    /** How many calls were spoilt so far. */
    struck: () => struck,
    clear: () => {
      waiting = [];
    },
    take(at: Place): Fault | undefined {
      const draw = random();
      let before = 0;
      const found = waiting.find((fault) => {
        if (fault.at !== at && fault.at !== 'any') return false;
        if (fault.share === undefined) return true;
        before += fault.share;
        return draw < before;
      });
      if (found !== undefined) struck += 1;
      waiting = waiting.flatMap((fault) => (fault === found ? used(fault) : [fault]));
      return found;
    },
  };
}

export type Faults = ReturnType<typeof createFaults>;

function used(fault: Fault): Fault[] {
  if (fault.share !== undefined) return [fault];
  return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : [];
}
