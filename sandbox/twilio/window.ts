import type { Twilio } from './twilio';

const WINDOW_MS = 24 * 3_600_000;

/** Epoch ms until which a customer may be written to freely: a day after their last message to this number. 0: never wrote. */
export function windowUntil({ ledger }: Pick<Twilio, 'ledger'>, user: string, sender: string): number {
  const last = ledger.lastWrote(user, sender);
  return last === undefined ? 0 : last + WINDOW_MS;
}

export function isWindowOpen(twilio: Pick<Twilio, 'ledger' | 'clock'>, user: string, sender: string): boolean {
  return twilio.clock.now() < windowUntil(twilio, user, sender);
}
