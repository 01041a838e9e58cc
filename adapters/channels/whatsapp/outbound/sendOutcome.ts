import type { SendOutcome } from '../../channel';
import { problemOf } from '../errorCodes';
import { TwilioFault } from './twilioFault';

type Failed = Exclude<SendOutcome, { class: 'sent' }>;

/** Too much at once: nothing was taken, and later it will be. */
const TOO_FAST: ReadonlySet<string> = new Set([
  '20429', // too many requests
  '21611', // our sender's queue is full
  '30001', // their queue is full
  '63017', // the account's rate
  '63018', // the channel's rate
]);

/** What a failed attempt to send means for the next. What cannot be told apart from success is never sent again unseen. */
export function outcomeOf(error: unknown): Failed {
  if (!(error instanceof TwilioFault)) return { class: 'uncertain', reason: 'unexpected' };
  const { problem } = error;
  if (problem.code === 'TWILIO_NOT_SENT') return { class: 'later', reason: problem.reason };
  if (problem.code === 'TWILIO_UNCERTAIN') return { class: 'uncertain', reason: problem.reason };
  const { status, providerCode, retryAfterMs } = problem;
  if (isOurFault(error)) return { class: 'later', reason: 'credentials' };
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  const isTurnedAway = status === 503 && retryAfterMs !== undefined;
  if (status === 429 || isTurnedAway || TOO_FAST.has(providerCode ?? ''))
    return { class: 'later', reason: providerCode ?? `http${status}`, ...wait };
  if (status < 400 || status === 408 || status >= 500) return { class: 'uncertain', reason: `http${status}` };
  const code = providerCode ?? `http${status}`;
  return { class: 'refused', problem: problemOf(code), code };
}

const MISCONFIGURED: ReadonlySet<string> = new Set(['hostNotAllowed', 'unknownHost', 'unknownAccount']);

/** Only the operator can mend it: an account, its token or an address is not right. */
export function isOurFault({ problem }: TwilioFault): boolean {
  if (problem.code === 'TWILIO_UNCERTAIN') return false;
  if (problem.code === 'TWILIO_NOT_SENT') return MISCONFIGURED.has(problem.reason);
  const { status, providerCode } = problem;
  if (status === 401 || providerCode === '20003') return true;
  return status === 403 && (providerCode === undefined || problemOf(providerCode) === 'failed');
}
