import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedRows } from '../../bot/desk/workRows';
import { readDesk } from '../../bot/deskConfig';
import { aConversation } from '../store/documents';

const MINUTE_MS = 60_000;
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'desk-config-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function read(file: object) {
  const path = join(directory, 'desk.json');
  writeFileSync(path, JSON.stringify(file));
  const problems: string[] = [];
  return { ...readDesk(path, problems), problems };
}

const waiting = (queue: string) =>
  aConversation('c-1', 1, {
    status: 'pending',
    desk: { queue, waitingSince: 0, openCases: [{ id: 'case:1', at: 0 }] },
  });

it('serves each queue within its own time, and what a queue does not say as all the others', () => {
  const { serviceTimes, problems } = read({
    serviceMinutes: { answer: 3 },
    queues: { applications: { serviceMinutes: { answer: 10, case: 60 } } },
  });
  expect(problems).toEqual([]);
  const hours = () => ({ from: 0, to: 24 * 60 * MINUTE_MS });
  const times = (queue: string) =>
    sharedRows(waiting(queue), { hours, serviceTimes }).map(({ slaAt = 0, withinMs = 0 }) => [
      slaAt / MINUTE_MS,
      withinMs / MINUTE_MS,
    ]);
  expect(times('applications')).toEqual([
    [10, 10],
    [60, 60],
  ]);
  expect(times('general')).toEqual([
    [3, 3],
    [240, 240],
  ]);
  expect(serviceTimes('applications').replyMs).toBe(15 * MINUTE_MS);
});

it('says what is wrong with the file, and is as usual without one', () => {
  expect(read({ serviceMinutes: { answer: 0 }, queue: {} }).problems).toEqual([
    expect.stringMatching(/^DESK_CONFIG serviceMinutes\.answer: /),
    expect.stringMatching(/^DESK_CONFIG : .*queue/),
  ]);
  const problems: string[] = [];
  expect(readDesk(undefined, problems).serviceTimes('any')).toEqual({
    answerMs: 5 * MINUTE_MS,
    replyMs: 15 * MINUTE_MS,
    caseMs: 240 * MINUTE_MS,
  });
  expect(problems).toEqual([]);
});
