import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttp } from '../../adapters/http';
import { createSkewAlarm } from '../../bot/clockSkew';
import type { LogLine } from '../../bot/telemetry';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const dated = (offsetMs: number) => ({ date: new Date(NOW + offsetMs).toUTCString() });

function watched() {
  const lines: LogLine[] = [];
  const keep = (line: LogLine) => void lines.push(line);
  return { lines, alarm: createSkewAlarm(() => NOW, { error: keep, info: keep }) };
}

it('says once that a clock differs by more than half a minute, in either direction, and once that it agrees again', () => {
  const { lines, alarm } = watched();
  for (const offsetMs of [0, 30_000, -30_000]) alarm.answered('bank', dated(offsetMs));
  expect(lines).toEqual([]);
  for (const offsetMs of [40_000, 41_000]) alarm.answered('bank', dated(offsetMs));
  alarm.answered('twilio', dated(-600_000));
  expect(lines).toEqual([
    { event: 'clock.differs', host: 'bank', aheadSeconds: -40 },
    { event: 'clock.differs', host: 'twilio', aheadSeconds: 600 },
  ]);
  alarm.answered('bank', dated(1_000));
  expect(lines.at(-1)).toEqual({ event: 'clock.agrees', host: 'bank' });
});

it('makes nothing of an answer without a date, or with something else in its place', () => {
  const { lines, alarm } = watched();
  alarm.answered('bank', {});
  alarm.answered('bank', { date: 'tomorrow' });
  expect(lines).toEqual([]);
});

it('hears of every answer that comes in by the one way out', async () => {
  const { lines, alarm } = watched();
  const server = createServer((_, response) => {
    response.writeHead(500, dated(90_000));
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const http = createHttp({
    allowedHosts: [host],
    privateHosts: [host],
    limits: { connectTimeoutMs: 20_000 },
    onAnswer: alarm.answered,
  });
  await http.request({ method: 'GET', url: `http://${host}/` });
  http.close();
  server.close();
  expect(lines).toEqual([{ event: 'clock.differs', host, aheadSeconds: -90 }]);
});
