import type { z } from 'zod';
import type { SubmitOutcome } from './callout';

/**
 * Sends a body only if it fits our own schema of the wire, and turns every fault into an outcome. A lead that does not
 * fit is a gap in the flow or the set-up, so it waits for an operator instead of going to the bank and coming back.
 */
export async function submitChecked<T>(
  body: T,
  schema: z.ZodType<T>,
  send: (body: T) => Promise<SubmitOutcome>,
): Promise<SubmitOutcome> {
  const misfit = schema.safeParse(body).error?.issues[0];
  if (misfit) return { class: 'config', reason: `lead does not fit the bank's schema at ${misfit.path.join('.')}` };
  try {
    return await send(body);
  } catch {
    // Set-up mistakes have ended at the token already; whatever this is, the request may be out.
    return { class: 'ambiguous', reason: 'fault' };
  }
}
