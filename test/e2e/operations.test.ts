import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SG_ANSWERS } from '../bench/customers';
import { type Running, startRunning } from '../support/running';

/** Operators at work as they will be: the built product in its processes, and the commands in theirs. */

const DIST = join(__dirname, '..', '..', 'dist');
const TOKENS = { ann: `ann-${'a'.repeat(40)}`, bob: `bob-${'b'.repeat(40)}` } as const;
const CONFIRM = SG_ANSWERS.indexOf('submit');

let product: Running;
let backups: string;

beforeAll(async () => {
  backups = mkdtempSync(join(tmpdir(), 'operations-'));
  const operators = Object.entries(TOKENS).map(([name, token]) => `${name}:${token}`);
  product = await startRunning({ OPERATOR_TOKENS: operators.join(','), BACKUP_DIR: backups });
}, 60_000);
afterAll(async () => {
  await product?.stop();
  rmSync(backups, { recursive: true, force: true });
});

it('a lead killed while it was submitted is settled by two operators, and the customer reads the reference once', async () => {
  const customer = await leadUpToConfirm();
  await product.fault({ operation: 'create', kind: 'slow', delayMs: 3_000, times: 1 });
  await customer.says('submit');
  await waitUntil(async () => (await customer.heard()).includes('We are sending your application'));
  await pause(500);
  await product.kill();
  await product.restart();
  const id = await waitFor(async () => /case:\S+/.exec((await run('ann', 'cases', 'list')).text)?.[0]);
  const shown = (await run('ann', 'cases', 'show', id)).text;
  expect(shown).toContain('may or may not have the application');
  expect(shown).not.toMatch(/Mei Ling|mei\.tan|\b8123\b/);
  const done = ['cases', 'done', id, '--reference', 'LFB-20261'] as const;
  expect(await run('ann', ...done)).toMatchObject({ code: 0 });
  expect(await run('ann', ...done)).toMatchObject({ code: 1 });
  const [one, other] = await Promise.all([run('bob', ...done), run('bob', ...done)]);
  expect([one.code, other.code]).toEqual([0, 0]);
  await product.kill();
  await product.restart();
  expect((await run('bob', ...done)).text).toContain('nothing was done again');
  const heard = await customer.heard();
  expect(heard.split('LFB-20261').length).toBeGreaterThan(1);
  expect((await customer.tellings('LFB-20261')).length).toBe(1);
  expect(await run('bob', 'cases', 'verify')).toMatchObject({ code: 0 });
}, 120_000);

it('a backup taken while the server runs is restored after the loss, with callouts paused and nothing sent twice', async () => {
  const lost = await leadUpToConfirm();
  const made = await run('ann', 'backup');
  expect(made).toMatchObject({ code: 0, text: expect.stringContaining('SHA-256') });
  const before = (await product.applications()).length;
  await lost.says('submit');
  await waitUntil(async () => (await product.applications()).length === before + 1);
  await product.kill();
  moveStoreAway(product.dataDirectory);
  const manifest = readdirSync(backups).find((name) => name.endsWith('.json')) ?? '';
  const restored = await run('ann', 'restore', join(backups, manifest));
  expect(restored).toMatchObject({ code: 0, text: expect.stringContaining('Callouts are paused') });
  expect((await run('ann', 'restore', join(backups, manifest))).code).toBe(1);
  await product.restart();
  const ready = await fetch(`${product.url}/readyz`);
  await waitUntil(async () =>
    JSON.stringify(await (await fetch(`${product.url}/readyz`)).json()).includes('calloutsPaused'),
  );
  expect(ready.status).toBe(200);
  await lost.says('submit');
  const other = await leadUpToConfirm();
  await other.says('submit');
  await pause(1_000);
  expect((await product.applications()).length).toBe(before + 1);
  expect((await run('ann', 'cases', 'resume', '--reason', 'the bank was asked')).code).toBe(0);
  await waitUntil(async () => (await product.applications()).length === before + 2);
  await waitUntil(async () => (await run('ann', 'cases', 'list')).text.includes('ambiguousSubmission'));
  expect((await product.applications()).length).toBe(before + 2);
}, 120_000);

it('commands work on a stopped store where that is safe, and say so where it is not', async () => {
  expect((await run('ann', 'migrate')).text).toContain('Another process owns the store');
  await product.terminate();
  expect((await run('ann', 'migrate')).text).toContain('already');
  expect(await run('ann', 'backup')).toMatchObject({ code: 0 });
  expect((await run('ann', 'cases', 'list')).text).toContain('Nothing answers');
  await product.restart();
}, 60_000);

/** One command as `npm run` starts it, in a process of its own. */
function run(operator: keyof typeof TOKENS, command: string, ...args: readonly string[]) {
  const environment = {
    ...process.env,
    NODE_ENV: 'test',
    DATA_DIR: product.dataDirectory,
    BACKUP_DIR: backups,
    OPERATOR_URL: product.url,
    OPERATOR_TOKEN: TOKENS[operator],
  };
  const child = spawn(process.execPath, [join(DIST, 'scripts', `${command}.js`), ...args], { env: environment });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  return new Promise<{ code: number | null; text: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, text }));
  });
}

/** A customer of the web chat who has answered everything, and looks at the summary. */
async function leadUpToConfirm() {
  const { conversationId, token, userId } = await post('/api/chat/token', { market: 'SG', locale: 'en-SG' });
  const opened = await post('/v3/directline/conversations', {}, token);
  const path = `/v3/directline/conversations/${conversationId}/activities`;
  const says = async (text: string) => {
    await post(path, { type: 'message', from: { id: userId }, text }, opened.token);
  };
  const activities = async () => {
    const headers = { authorization: `Bearer ${opened.token}` };
    const answer = await (await fetch(`${product.url}${path}`, { headers })).json();
    return (answer as { readonly activities: readonly { readonly text?: string }[] }).activities;
  };
  for (const answer of SG_ANSWERS.slice(0, CONFIRM)) await says(answer);
  return {
    says,
    heard: async () => (await activities()).map(({ text = '' }) => text).join('\n'),
    tellings: async (reference: string) => (await activities()).filter(({ text = '' }) => text.includes(reference)),
  };
}

type Token = Readonly<Record<'conversationId' | 'token' | 'userId', string>>;

async function post(path: string, body: object, token?: string): Promise<Token> {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const answer = await fetch(`${product.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Token;
}

/** As after the loss of a disk: the keys are kept elsewhere, the store is not. */
function moveStoreAway(directory: string): void {
  const away = join(directory, '..', `lost-${Date.now()}`);
  mkdirSync(away);
  for (const name of readdirSync(directory)) {
    if (name.startsWith('store.db')) renameSync(join(directory, name), join(away, name));
  }
  rmSync(away, { recursive: true });
}

async function waitFor<T>(read: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 200; tries++) {
    const value = await read();
    if (value !== undefined) return value;
    await pause(100);
  }
  throw new Error('It did not come within twenty seconds.');
}

async function waitUntil(holds: () => Promise<boolean>): Promise<void> {
  await waitFor(async () => ((await holds()) ? true : undefined));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
