import { z } from 'zod';
import { readConfigFile } from './configFile';
import { type ServiceTimes, type ServiceTimesOf, USUAL_TIMES, usualTimes } from './desk/serviceTimes';

const Minutes = z
  .number()
  .positive()
  .max(7 * 24 * 60);
const Times = z.strictObject({ answer: Minutes, reply: Minutes, case: Minutes }).partial();

/** The file named by `DESK_CONFIG`: within how many minutes the bank wants its customers served, by queue where it differs. */
const DeskFile = z.strictObject({
  serviceMinutes: Times.default({}),
  queues: z.record(z.string().min(1), z.strictObject({ serviceMinutes: Times })).default({}),
});

export interface DeskConfig {
  readonly serviceTimes: ServiceTimesOf;
}

/** Without a file it is as usual. */
export function readDesk(path: string | undefined, problems: string[]): DeskConfig {
  const file = path === undefined ? undefined : readConfigFile('DESK_CONFIG', path, DeskFile, problems);
  if (file === undefined) return { serviceTimes: usualTimes };
  const ofAll = timesOf(file.serviceMinutes, USUAL_TIMES);
  const queues = Object.entries(file.queues).map(
    ([queue, { serviceMinutes }]) => [queue, timesOf(serviceMinutes, ofAll)] as const,
  );
  const byQueue = new Map(queues);
  return { serviceTimes: (queue) => byQueue.get(queue ?? '') ?? ofAll };
}

const MINUTE_MS = 60_000;

function timesOf(minutes: z.infer<typeof Times>, before: ServiceTimes): ServiceTimes {
  const { answer, reply, case: decision } = minutes;
  return {
    answerMs: answer === undefined ? before.answerMs : answer * MINUTE_MS,
    replyMs: reply === undefined ? before.replyMs : reply * MINUTE_MS,
    caseMs: decision === undefined ? before.caseMs : decision * MINUTE_MS,
  };
}
