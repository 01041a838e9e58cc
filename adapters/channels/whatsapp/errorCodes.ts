import type { DeliveryProblem } from '../../../dialogs/message';

/**
 * What to do about each of Twilio's codes. A code that is not here counts as `failed`: the provider had trouble, and
 * the operator sees the code.
 */
const CODES: Readonly<Record<DeliveryProblem, readonly string[]>> = {
  optedOut: [
    '21610', // the customer said stop
    '63014', // an action of the customer blocks it
    '63033', // the customer blocked us
  ],
  contentRefused: [
    '21617', // body too long: as text it is cut into several
    '21654', // ContentSid missing
    '21655', // ContentSid invalid
    '21656', // ContentVariables invalid
    '63005', // WhatsApp does not take this content
    '63006', // cannot be laid out
    '63019', // its media could not be fetched
    '63021', // content invalid
    '63027', // no template in this language
    '63028', // number of variables
    '63030', // parameter not supported
    '63034', // its media is too large
  ],
  windowClosed: ['63016'],
  unreachable: [
    '21211', // no valid address
    '21408', // this region is not enabled
    '63003', // not on WhatsApp
    '63024', // no valid recipient
    '63031', // our own number
    '63032', // WhatsApp does not deliver to this person
  ],
  policy: [
    '63013', // a rule of WhatsApp
    '63026', // taken for spam
    '63038', // the day's limit of the account
    '63040', // template turned down
    '63041', // template paused
  ],
  failed: [
    '20003', // our credentials
    '20429', // too many requests
    '21611', // our sender's queue is full
    '30001', // their queue is full
    '63001', // the channel's credentials
    '63007', // our sender is not set up
    '63010', // inside Twilio
    '63012', // inside WhatsApp
    '63015', // a trial number that this person did not join
    '63017', // the account's rate
    '63018', // the channel's rate
  ],
};

/** Every code whose meaning is known, with what is to be done about it. */
export const PROBLEM_BY_CODE: ReadonlyMap<string, DeliveryProblem> = new Map(
  Object.entries(CODES).flatMap(([problem, codes]) => codes.map((code) => [code, problem as DeliveryProblem] as const)),
);

/** What is to be done about a code; an unknown one is never taken for a reason to stop writing. */
export function problemOf(code: string): DeliveryProblem {
  return PROBLEM_BY_CODE.get(code) ?? 'failed';
}
