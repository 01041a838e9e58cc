import type { SubmitOutcome } from '../../../adapters/callouts/callout';
import type { Fault } from '../../../sandbox/bank/faults';
import type { WireKind } from '../../../sandbox/faultProxy/faults';

/** One thing that can go wrong with one submission, and what the product has to make of it. */
export interface CalloutFault {
  readonly name: string;
  readonly by: { readonly bank: Partial<Fault> & Pick<Fault, 'kind'> } | { readonly wire: WireKind };
  /** What the first attempt is to be taken for (R21). */
  readonly is: SubmitOutcome['class'];
  /** The same of a bank that takes a reference of ours. */
  readonly ofKeyed?: SubmitOutcome['class'];
  /** It strikes a new connection, and not the token's. */
  readonly isOfConnection?: true;
  /** It strikes a connection that was kept open, and a submission over a new one is taken. */
  readonly isOfKept?: true;
  /** Milliseconds after which the bank has done what it does late. */
  readonly lateMs?: number;
}

/** Longer than the storm's client waits, as 30 to 300 seconds are longer than the real one does. */
const LATE_MS = [1_000, 1_500, 2_000] as const;

export const CALLOUT_FAULTS: readonly CalloutFault[] = [
  ofConnection('nxdomain'),
  ofConnection('dnsStall'),
  ofConnection('refused'),
  ofConnection('blackhole'),
  ofConnection('certExpired'),
  ofConnection('certWrongHost'),
  ofConnection('certUnknownAuthority'),
  ofConnection('handshakeStall'),
  ofConnection('resetAtOnce'),
  { ...ofWire('keptAliveReset'), isOfKept: true },
  ofWire('page502'),
  ofWire('page504'),
  ofWire('hugeBody'),
  ofWire('slowBody'),
  ofWire('gzipBomb'),
  ofBank('reset-before', 'ambiguous'),
  ofBank('reset-after', 'ambiguous'),
  ofBank('timeoutBefore', 'ambiguous'),
  ofBank('timeoutAfter', 'ambiguous'),
  ...LATE_MS.map((lateMs) => ({
    ...ofBank('slow', 'ambiguous', { delayMs: lateMs }),
    name: `taken after ${lateMs} ms`,
    lateMs,
  })),
  named('429 in seconds', ofBank('429', 'notDone', { retryAfterS: 30 })),
  named('429 at a date', ofBank('429', 'notDone', { retryAfterS: 90, asDate: true })),
  named('429 without a time', ofBank('429', 'notDone', { retryAfterS: null })),
  named('503 in seconds', ofBank('503', 'notDone', { retryAfterS: 30 })),
  named('503 at a date', ofBank('503', 'notDone', { retryAfterS: 90, asDate: true })),
  named('503 without a time', ofBank('503', 'ambiguous', { retryAfterS: null })),
  ofBank('500before', 'ambiguous'),
  ofBank('500after', 'ambiguous'),
  ofBank('page404', 'ambiguous'),
  ofBank('redirect', 'ambiguous'),
  ofBank('malformed', 'ambiguous'),
  ofBank('truncated', 'ambiguous'),
  ofBank('empty', 'ambiguous'),
  ofBank('oversize', 'ambiguous'),
  ofBank('gzip', 'ambiguous'),
  named('markup for a reference', ofBank('wrongSchema', 'ambiguous')),
  ofBank('missingReference', 'ambiguous'),
  // A whole answer as such; that the number is another's is found out by whoever has the numbers.
  ofBank('foreignReference', 'done'),
  ofBank('duplicateHeaders', 'done'),
  ofBank('202', 'ambiguous'),
  { ...ofBank('409exists', 'ambiguous'), ofKeyed: 'done' },
  { ...ofBank('409mismatch', 'ambiguous'), ofKeyed: 'config' },
  named('401 twice', ofBank('401', 'config', { times: 2 })),
  ofBank('403', 'config'),
  ofBank('400', 'rejected'),
  ofBank('422', 'rejected'),
];

function ofBank(kind: Fault['kind'], is: CalloutFault['is'], more: Partial<Fault> = {}): CalloutFault {
  return { name: kind, by: { bank: { operation: 'create', kind, ...more } }, is };
}

function named(name: string, fault: CalloutFault): CalloutFault {
  return { ...fault, name };
}

function ofConnection(wire: WireKind): CalloutFault {
  return { name: wire, by: { wire }, is: 'notSent', isOfConnection: true };
}

function ofWire(wire: WireKind): CalloutFault {
  return { name: wire, by: { wire }, is: 'ambiguous' };
}
