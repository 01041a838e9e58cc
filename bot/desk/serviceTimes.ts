/** How long whoever waits may wait while there are people: for somebody, for an answer of theirs, for a decision. */
export interface ServiceTimes {
  readonly answerMs: number;
  readonly replyMs: number;
  readonly caseMs: number;
}

/** What was promised to those in a queue, or to all. */
export type ServiceTimesOf = (queue: string | undefined) => ServiceTimes;

const MINUTE_MS = 60_000;

/** Where a bank says nothing else. */
export const USUAL_TIMES: ServiceTimes = {
  answerMs: 5 * MINUTE_MS,
  replyMs: 15 * MINUTE_MS,
  caseMs: 4 * 60 * MINUTE_MS,
};

export const usualTimes: ServiceTimesOf = () => USUAL_TIMES;
