import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

const Underway = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
  at: z.number(),
});
/** A sign-in at the bank's own that a browser went away for. */
export type Underway = z.infer<typeof Underway>;

const LASTS_MS = 10 * 60_000;

/** Keeps it with the browser itself, so that nobody makes the server remember anything; sealed, and not for long. */
export function createUnderwaySeal(key: string, clock: () => number) {
  const macOf = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  return {
    seal(underway: Omit<Underway, 'at'>): string {
      const text = Buffer.from(JSON.stringify({ ...underway, at: clock() })).toString('base64url');
      return `${text}.${macOf(text)}`;
    },
    open(sealed: string | undefined): Underway | undefined {
      const [text = '', mac = ''] = (sealed ?? '').split('.');
      const [given, right] = [Buffer.from(mac), Buffer.from(macOf(text))];
      if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
      const underway = Underway.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
      return clock() - underway.at < LASTS_MS ? underway : undefined;
    },
  };
}
