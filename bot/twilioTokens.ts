import { z } from 'zod';

/** What proves an account's webhooks and signs our calls; while it is replaced, what is signed with the next one is believed. */
export interface TwilioTokens {
  readonly authToken: string;
  readonly nextAuthToken?: string;
}

export function twilioSid(prefix: string) {
  return z.string().regex(new RegExp(`^${prefix}[0-9a-f]{32}$`), `must be ${prefix} and 32 hexadecimal digits`);
}

/** Of one account, by the variables that bear its name; `neededBy` is the variable whose file names the account. */
export function readTwilioTokens(
  { accountSid, neededBy }: { readonly accountSid: string; readonly neededBy: string },
  environment: NodeJS.ProcessEnv,
  problems: string[],
): TwilioTokens {
  const [current, next] = [`TWILIO_AUTH_TOKEN_${accountSid}`, `TWILIO_NEXT_AUTH_TOKEN_${accountSid}`];
  const authToken = environment[current] ?? '';
  const nextAuthToken = environment[next] || undefined;
  if (!isToken(authToken)) problems.push(`${current}: required with ${neededBy}, at least 32 hexadecimal digits`);
  if (nextAuthToken !== undefined && !isToken(nextAuthToken))
    problems.push(`${next}: must have at least 32 hexadecimal digits, or be left out`);
  return { authToken, ...(nextAuthToken === undefined ? {} : { nextAuthToken }) };
}

function isToken(value: string): boolean {
  return /^[0-9a-f]{32,}$/i.test(value);
}
