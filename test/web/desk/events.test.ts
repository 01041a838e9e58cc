import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { DeskEvents, EventReader } from '../../../bot/desk/events';
import { createServer, type Server } from '../../../bot/server';
import type { Session } from '../../../bot/staff/session';
import { createSignInCookies } from '../../../web/auth/cookies';
import { guarded } from '../../../web/auth/guard';
import { createEventsRoute } from '../../../web/desk/eventsRoute';
import { aPrincipal } from '../../support/staff';

let server: Server;
let url: string;
let readers: EventReader[];
let streams: Readable[];
let session: Session | undefined;
let looks: number;
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

beforeEach(async () => {
  [readers, streams] = [[], []];
  session = { principal: aPrincipal(), csrf: 'c', idleEndsAt: 9e12, endsAt: 9e12, provenAt: 0 };
  const events: Pick<DeskEvents, 'open'> = {
    open: async (reader) => {
      readers.push(reader);
      if (readers.length > 2) return 'busy';
      const stream = new Readable({ read: () => {} });
      streams.push(stream);
      return stream;
    },
  };
  looks = 0;
  const sessions = {
    find: async () => {
      looks += 1;
      return session;
    },
  };
  const cookie = createSignInCookies({ https: false }).session;
  const route = createEventsRoute({ events: events as DeskEvents, version: 'page-1' });
  const parts = { sessions, cookie, clock: () => 0, lookAgainMs: 50, publicBaseUrl: 'https://desk.bank.example' };
  server = createServer({
    routes: guarded([route], parts),
    log: silent,
    clock: () => 0,
    ready: () => ({ ready: true }) as never,
    limits: { drainMs: 3_000 },
  });
  url = `http://127.0.0.1:${((await server.listen(0, '127.0.0.1')) as AddressInfo).port}/api/desk/events`;
});
afterEach(async () => {
  for (const stream of streams) stream.destroy();
  await server.drain();
});

const ask = (init: RequestInit = {}) => fetch(url, { ...init, headers: { cookie: 'staff=token', ...init.headers } });

it('streams to who is signed in, from the last event they had, until it is ended', async () => {
  const response = await ask({ headers: { 'last-event-id': 'run.7' } });
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(response.headers.get('x-desk-version')).toBe('page-1');
  expect(readers[0]?.lastId).toBe('run.7');
  streams[0]?.push('data: {"type":"reload"}\n\n');
  const reader = response.body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('data: {"type":"reload"}\n\n');
  // Asked to end, the server waits for the stream's own end, and for nothing else.
  const drained = server.drain();
  streams[0]?.push(null);
  expect((await reader?.read())?.done).toBe(true);
  await drained;
});

it('ends with the session, which is looked at in one place', async () => {
  const response = await ask();
  const before = looks;
  session = undefined;
  await expect(response.text()).rejects.toThrow();
  expect(looks).toBe(before + 1);
});

it('lets go of what a page left', async () => {
  const leaving = new AbortController();
  await ask({ signal: leaving.signal });
  const closed = new Promise((resolve) => streams[0]?.once('close', resolve));
  leaving.abort();
  await closed;
});

it('opens none for who only asks for the headers, is signed out, or comes when there are too many', async () => {
  expect((await ask({ method: 'HEAD' })).status).toBe(200);
  expect(readers).toEqual([]);
  await ask();
  await ask();
  const refused = await ask();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
  session = undefined;
  expect((await ask()).status).toBe(401);
  expect(readers).toHaveLength(3);
});
