import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import WebSocket from 'ws';
import { SG_ANSWERS } from '../bench/customers';
import { openStoreOf, type Running, startRunning } from '../support/running';

/** Several processes on one port and one store, as `npm start -- --workers 2` runs them. */

const CONFIRM = SG_ANSWERS.indexOf('submit');
let product: Running;

beforeAll(async () => {
  product = await startRunning({ WORKERS: '2' });
  await until(() => product.workers().length === 2);
  await until(async () => (await servers(12)).size === 2);
}, 60_000);
afterAll(() => product?.stop());

it('a customer whose messages land on both of them reads everything once and in order, on one stream', async () => {
  const customer = await arrive();
  for (const answer of SG_ANSWERS.slice(0, CONFIRM + 1)) {
    const { seq } = await customer.says(answer);
    // What the turn said comes down the stream, whichever process took it.
    await until(() => customer.streamed().length > seq);
  }
  await until(async () => (await product.applications()).some(({ reference }) => customer.text().includes(reference)));
  expect(customer.servedBy().size).toBe(2);
  await customer.says('no');
  const all = await customer.transcript();
  await until(() => customer.streamed().length === all.length);
  expect(customer.streamed()).toEqual(all.map((_said, at) => at + 1));
  customer.leaves();
  const received = await product.applications();
  expect(received.filter(({ reference }) => customer.text().includes(reference))).toHaveLength(1);
}, 60_000);

it('one that is killed while the bank answers leaves a case or a reference; the other goes on, and it is replaced', async () => {
  const before = product.workers();
  const customer = await arrive();
  for (const answer of SG_ANSWERS.slice(0, CONFIRM)) await customer.says(answer);
  const earlier = (await product.applications()).length;
  await product.fault({ operation: 'create', kind: 'slow', delayMs: 2_500, times: 1 });
  await customer.says('submit');
  await until(() => holder() !== undefined);
  // The request has left, and the bank takes its time.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const submitter = whoSubmits();
  process.kill(submitter, 'SIGKILL');
  await until(() => !product.workers().includes(submitter));
  const survivor = before.find((pid) => pid !== submitter);
  expect(product.workers()).toContain(survivor);

  // The other one answers, and says what is to be said of an application nobody knows the outcome of.
  await customer.comesBack();
  await until(() => customer.text().includes('We have your application'));
  await until(() => product.workers().length === 2);
  await until(async () => (await servers(12)).size === 2);
  expect(customer.text()).not.toMatch(/failed|try again/i);
  customer.leaves();
  expect((await product.applications()).length).toBeLessThanOrEqual(earlier + 1);
  await product.terminate();
  const store = await openStoreOf(product.dataDirectory);
  const cases = await store.records('case', { conversationId: customer.conversationId, limit: 9 });
  await store.close();
  await product.restart();
  expect(cases.map(({ body }) => [body.status, body.reason])).toEqual([['open', 'ambiguousSubmission']]);
}, 90_000);

it('all end in order on SIGTERM, and none is left behind', async () => {
  await until(() => product.workers().length === 2);
  const pids = product.workers();
  expect(await product.terminate()).toBe(0);
  expect(pids.filter(isAlive)).toEqual([]);
  await product.restart();
}, 60_000);

it('one that has only just begun to listen ends in order, too', async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'just-begun-'));
  const begun = fork(join(__dirname, '..', '..', 'dist', 'index.js'), [], {
    env: { ...process.env, DATA_DIR: dataDirectory, PORT: '0', LOG_LEVEL: 'fatal' },
    stdio: 'ignore',
  });
  begun.once('message', () => begun.kill('SIGTERM'));
  const end = await new Promise((resolve) => begun.once('exit', (code, signal) => resolve(code ?? signal)));
  rmSync(dataDirectory, { recursive: true, force: true });
  expect(end).toBe(0);
}, 60_000);

it('they end with the process that leads them, and a new one takes their place', async () => {
  await until(() => product.workers().length === 2);
  const pids = product.workers();
  await product.kill();
  await until(() => pids.every((pid) => !isAlive(pid)));
  await product.restart();
  expect((await get('/readyz')).status).toBe(200);
}, 60_000);

it('a new leader waits for what the one before has left behind', async () => {
  await until(() => product.workers().length === 2);
  const [stuck = 0] = product.workers();
  // Like one whose disk does not answer: it cannot even die.
  process.kill(stuck, 'SIGSTOP');
  await product.kill();
  const back = product.restart();
  await Promise.race([back.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 4_000))]);
  process.kill(stuck, 'SIGCONT');
  await back;
  expect((await get('/readyz')).status).toBe(200);
}, 60_000);

it('one that can never start ends them all, with the code that says so', async () => {
  const { port } = new URL(product.url);
  const directory = mkdtempSync(join(tmpdir(), 'workers-'));
  const settings = { DATA_DIR: directory, PORT: port, WORKERS: '2', SANDBOX_TWILIO_PORT: '0', LOG_LEVEL: 'silent' };
  const second = fork(join(__dirname, '..', '..', 'dist', 'index.js'), [], {
    env: { ...process.env, NODE_ENV: 'test', ...settings },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  expect(await new Promise((resolve) => second.once('exit', resolve))).toBe(78);
  rmSync(directory, { recursive: true, force: true });
}, 60_000);

interface Answer {
  readonly status: number;
  readonly server: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers of several addresses, read where they are used.
  readonly body: any;
}

/** On a connection of its own, so that the next one may be given to another process. */
function call(method: string, path: string, options: { readonly token?: string; readonly body?: object } = {}) {
  const { port } = new URL(product.url);
  const headers = {
    'content-type': 'application/json',
    connection: 'close',
    ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
  };
  return new Promise<Answer>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        // The first half is when that process started.
        const server = String(response.headers['x-request-id']).split('-')[0] ?? '';
        resolve({ status: response.statusCode ?? 0, server, body: text === '' ? {} : JSON.parse(text) });
      });
    });
    sent.on('error', reject);
    sent.end(options.body === undefined ? undefined : JSON.stringify(options.body));
  });
}

const get = (path: string) => call('GET', path);

async function servers(asked: number): Promise<ReadonlySet<string>> {
  const answers = await Promise.all(Array.from({ length: asked }, () => get('/healthz')));
  return new Set(answers.map(({ server }) => server));
}

/** A customer of the web chat: a stream that stays open, and a new connection for each message. */
async function arrive() {
  const { conversationId, token: first, userId } = (await call('POST', '/api/chat/token', { body: MARKET })).body;
  const opened = (await call('POST', '/v3/directline/conversations', { token: first, body: {} })).body;
  const path = `/v3/directline/conversations/${conversationId}`;
  const served: string[] = [];
  const heard: { readonly id: string; readonly text?: string }[] = [];
  let socket = listen(opened.streamUrl);
  let messages = 0;

  function listen(url: string): WebSocket {
    const stream = new WebSocket(url);
    stream.on('error', () => {});
    stream.on('message', (data) => {
      const text = String(data);
      if (text !== '') heard.push(...JSON.parse(text).activities);
    });
    return stream;
  }
  return {
    conversationId: conversationId as string,
    async says(text: string): Promise<{ readonly seq: number }> {
      messages += 1;
      const channelData = { clientActivityID: `${conversationId}.${messages}` };
      const body = { type: 'message', from: { id: userId }, text, channelData };
      const answer = await call('POST', `${path}/activities`, { token: opened.token, body });
      expect(answer.status).toBe(200);
      served.push(answer.server);
      return { seq: seqOf(answer.body.id) };
    },
    /** After its stream was cut off: on from what it has. */
    async comesBack() {
      const watermark = heard.length;
      socket.terminate();
      const answer = await call('GET', `${path}?watermark=${watermark}`, { token: opened.token });
      socket = listen(answer.body.streamUrl);
    },
    streamed: () => heard.map(({ id }) => seqOf(id)),
    text: () => heard.map(({ text = '' }) => text).join('\n'),
    transcript: async (): Promise<readonly unknown[]> =>
      (await call('GET', `${path}/activities`, { token: opened.token })).body.activities,
    servedBy: () => new Set(served),
    leaves: () => socket.terminate(),
  };
}

const MARKET = { market: 'SG', locale: 'en-SG' };

function seqOf(id: string): number {
  return Number(id.split('|')[1]);
}

/** The process that holds the claim of the submission: the one that has the lock of the instance it is marked with. */
function whoSubmits(): number {
  const { ino } = statSync(join(product.dataDirectory, 'instances', `${holder()}.lock`));
  const line = readFileSync('/proc/locks', 'utf8')
    .split('\n')
    .find((each) => each.includes(`:${ino} `));
  return Number(line?.split(/\s+/)[4]);
}

function holder(): unknown {
  const db = new Database(join(product.dataDirectory, 'store.db'), { readonly: true });
  const found = db.prepare(`SELECT holder FROM work WHERE kind = 'callout' AND status = 'claimed'`).pluck().get();
  db.close();
  return found;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('It did not come within thirty seconds.');
}
