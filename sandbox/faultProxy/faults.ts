import { z } from 'zod';
import { createFaultQueue } from '../faultQueue';

/** Asked of the name server. `refused` leads where nobody listens, `blackhole` where nobody takes a connection. */
const OF_NAMES = ['nxdomain', 'dnsStall', 'refused', 'blackhole'] as const;
/** The next connection. */
const OF_CONNECTIONS = [
  'certExpired',
  'certWrongHost',
  'certUnknownAuthority',
  'handshakeStall',
  'resetAtOnce',
] as const;
/**
 * The next submission (a POST that asks for no token). The gateway's 502 has not reached the bank, its 504 has; `keptAliveReset`
 * waits for one that comes on a connection used before, and the bodies for one that the bank has taken.
 */
const OF_SUBMISSIONS = ['page502', 'page504', 'keptAliveReset', 'hugeBody', 'slowBody', 'gzipBomb'] as const;

/** A fault of the wire, to perform as many `times`. What a bank answers wrongly is the sandbox bank's (`../bank/faults`). */
export const WireFault = z.strictObject({
  kind: z.enum([...OF_NAMES, ...OF_CONNECTIONS, ...OF_SUBMISSIONS]),
  times: z.number().int().positive().default(1),
});
export type WireFault = z.infer<typeof WireFault>;
export type WireKind = WireFault['kind'];

/** The faults asked for and not yet performed, of the three places where they can be. */
export function createWireFaults() {
  const queue = createFaultQueue<WireFault>();
  const takeOf = (kinds: readonly string[]) => queue.take(({ kind }) => kinds.includes(kind))?.kind;
  return {
    ...queue,
    ofNames: () => takeOf(OF_NAMES),
    ofConnections: () => takeOf(OF_CONNECTIONS),
    ofSubmissions: (isReused: boolean) =>
      takeOf(OF_SUBMISSIONS.filter((kind) => isReused || kind !== 'keptAliveReset')),
  };
}

export type WireFaults = ReturnType<typeof createWireFaults>;
