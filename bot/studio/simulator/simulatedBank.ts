import { createCallouts } from '../../../adapters/callouts';
import type { Callout, Lead, SubmitOutcome } from '../../../adapters/callouts/callout';
import type { MarketProfile } from '../../../machines/market';
import type { BankBehaviour } from './contract';
import type { VirtualClock } from './virtualClock';

/** The bank of a simulation: the real bodies and their schemas, and answers of our own in place of its network. */
export interface SimulatedBank {
  readonly callout: (market: MarketProfile) => Callout;
  is(): BankBehaviour;
  becomes(behaviour: BankBehaviour): void;
  /** Submissions that it has not answered yet. */
  waiting(): number;
  /** The body of each application that it has, oldest first. */
  readonly received: readonly Received[];
}

export interface Received {
  readonly reference: string;
  /** What the submission is known by; the same for whatever is sent twice. */
  readonly key: string;
  readonly body: unknown;
}

/** Longer than a customer looks at a page, and shorter than a request may take. */
const SLOW_MS = 15_000;

export function createSimulatedBank(clock: VirtualClock): SimulatedBank {
  const real = createCallouts({ http: NOBODY, connection: () => NOWHERE, clock: clock.now, newUuid: () => ZERO_UUID });
  const received: Received[] = [];
  let behaviour: BankBehaviour = 'ok';
  let waiting = 0;

  const take = (callout: Callout, lead: Lead): Received => {
    const reference = `SIM-${String(received.length + 1).padStart(6, '0')}`;
    const taken = { reference, key: lead.idemKey ?? reference, body: callout.body(lead) };
    received.push(taken);
    return taken;
  };
  const dawdle = async () => {
    waiting += 1;
    await clock.until(clock.now() + SLOW_MS);
    waiting -= 1;
  };
  const submit = async (callout: Callout, lead: Lead): Promise<SubmitOutcome> => {
    if (behaviour === 'down') return { class: 'notSent', reason: 'ECONNREFUSED' };
    if (behaviour === 'rejected') return { class: 'rejected', reason: 'declined' };
    if (behaviour === 'slow') await dawdle();
    const isLost = behaviour === 'ambiguous';
    const { reference } = take(callout, lead);
    return isLost ? { class: 'ambiguous', reason: 'headersTimeout' } : { class: 'done', reference, details: {} };
  };
  const simulated = (callout: Callout): Callout => ({
    ...callout,
    submit: (lead) => submit(callout, lead),
    status: async () => ({ class: 'known', stage: 'PRESCREENING' }),
    // Without the bank's values the market's own are asked.
    referenceData: async () => [],
    products: async () => undefined,
  });
  const callouts = {
    application: simulated(real.application),
    prospect: simulated(real.prospect),
    emeaApplication: simulated(real.emeaApplication),
  };
  return {
    callout: (market) => callouts[market.callout],
    is: () => behaviour,
    becomes: (next) => {
      behaviour = next;
    },
    waiting: () => waiting,
    received,
  };
}

const ZERO_UUID = '00000000-0000-4000-8000-000000000000';
const NOWHERE = { baseUrl: 'http://bank.invalid', clientId: '', clientSecret: '' };
const NOBODY = {
  request: async () => ({ kind: 'notSent', reason: 'simulated' }) as const,
  mayRetry: () => false,
  restsUntil: () => undefined,
  close: () => undefined,
};
