import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTokens } from '../../../adapters/channels/webchat/tokens';
import type { Config } from '../../../bot/config';
import { composeOperatorDoor } from '../../../bot/operator/composeDoor';
import { createServer, type Server } from '../../../bot/server';
import { createEdgeLog, type LogLine } from '../../../bot/telemetry';
import { runCases } from '../../../scripts/cases';
import { openOperatorDoor, runCommand } from '../../../scripts/operatorDoor';
import { bank, bot, customer, play } from '../../support/conversation';
import { erasuresOf } from '../../support/erasures';
import { startTestProduct, type TestProduct } from '../../support/product';
import { seal, theCase } from './casework';

const ANN = 'ann-has-a-token-of-her-own-0123456789';
const BOB = 'bob-has-a-token-of-his-own-9876543210';
const OPERATORS = [
  { name: 'ann', token: ANN },
  { name: 'bob', token: BOB },
];

describe('the operators’ door', () => {
  let product: TestProduct;
  let server: Server;
  let url: string;
  let directory: string;
  const log: LogLine[] = [];

  beforeEach(async () => {
    log.length = 0;
    directory = mkdtempSync(join(tmpdir(), 'door-'));
    product = await startTestProduct();
    ({ server, url } = await serve(OPERATORS));
  });
  afterEach(async () => {
    await server.drain();
    await product.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const serve = async (operators: typeof OPERATORS, kind: Config['store'] = { kind: 'sqlite' }) => {
    const keep = (line: LogLine) => void log.push(line);
    const all = { debug: keep, info: keep, warn: keep, error: keep };
    const { store, now: clock } = product;
    const config = {
      operators,
      store: kind,
      dataDirectory: directory,
      backupDirectory: directory,
    } as const;
    const opened = createServer({
      routes: composeOperatorDoor({
        config,
        bot: product,
        store,
        erasures: erasuresOf(product, directory, { log: all }),
        seal,
        people: async () => [],
        clock,
        log: all,
      }),
      log: createEdgeLog(all),
      clock,
      ready: () => ({ ok: true }),
    });
    const { port } = await opened.listen(0, '127.0.0.1');
    return { server: opened, url: `http://127.0.0.1:${port}` };
  };
  const ask = (method: 'GET' | 'POST', path: string, token: string | undefined, body?: unknown) =>
    fetch(`${url}/api/operator/${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  const run = async (token: string | undefined, ...args: string[]) => {
    const lines: string[] = [];
    const door = () => openOperatorDoor({ OPERATOR_URL: url, OPERATOR_TOKEN: token });
    const code = await runCommand(
      () => runCases(args, { door, print: (line) => void lines.push(line) }),
      (line) => void lines.push(line),
    );
    return { code, text: lines.join('\n') };
  };
  const openACase = async () => {
    const talk = await play(product, { market: 'SG', locale: 'en-SG' }, [
      customer.opens(),
      customer.answersUpTo('confirm'),
      bank.fails('reset-after'),
      customer.taps('accept'),
      bank.answers(),
      bot.lastly('say.takingLonger'),
    ]);
    return { ...talk, id: (await theCase(product)).id };
  };

  const ROUTES = [
    ['GET', 'cases'],
    ['POST', 'cases/decide'],
    ['GET', 'dead-letters'],
    ['POST', 'dead-letters/replay'],
    ['GET', 'callouts'],
    ['POST', 'callouts'],
    ['GET', 'audit'],
    ['POST', 'backup'],
  ] as const;

  it.each(ROUTES)('turns away %s %s without a token, with another one, and with a customer’s', async (method, path) => {
    const tokens = createTokens({
      keys: [{ id: '1', secret: 's'.repeat(43) }],
      issuer: 'lead-capture',
      clock: Date.now,
    });
    const { token: customers } = await tokens.issue({ conversationId: 'c1', userId: 'dl_1', market: 'SG' });
    const body = method === 'POST' ? {} : undefined;
    for (const token of [undefined, '', ANN.slice(0, -1), `${ANN} `.toUpperCase(), `${ANN},${BOB}`, customers]) {
      const answer = await ask(method, path, token, body);
      expect([token, answer.status]).toEqual([token, 401]);
      expect(await answer.json()).toMatchObject({ error: { code: 'Unauthorized' } });
    }
    const basic = await fetch(`${url}/api/operator/${path}`, {
      method,
      headers: { authorization: `Basic ${ANN}`, 'content-type': 'application/json' },
      body: body && '{}',
    });
    expect(basic.status).toBe(401);
    expect(JSON.stringify(log)).not.toContain(ANN.slice(0, 8));
  });

  it('is not there when there are no operators', async () => {
    const { server: closed, url: without } = await serve([]);
    for (const [method, path] of ROUTES) {
      const answer = await fetch(`${without}/api/operator/${path}`, {
        method,
        headers: { authorization: `Bearer ${ANN}` },
      });
      expect(answer.status).toBe(404);
    }
    await closed.drain();
  });

  it.each<[string, string, unknown]>([
    ['cases/decide', 'no body', undefined],
    ['cases/decide', 'nothing', {}],
    ['cases/decide', 'no such action', { caseId: 'x', action: { kind: 'delete' } }],
    ['cases/decide', 'a foreign key', { caseId: 'x', action: { kind: 'reject' }, operator: 'bob' }],
    ['cases/decide', 'a key of another action', { caseId: 'x', action: { kind: 'reject', reference: 'A-1234' } }],
    ['cases/decide', 'a reference that is none', { caseId: 'x', action: { kind: 'done', reference: '<b>hi</b>' } }],
    ['cases/decide', 'no reference', { caseId: 'x', action: { kind: 'done' } }],
    ['cases/decide', 'an empty note', { caseId: 'x', action: { kind: 'told', note: '' } }],
    ['callouts', 'a word for a flag', { paused: 'yes', reason: 'x' }],
    ['callouts', 'no reason', { paused: true }],
    ['dead-letters/replay', 'a list', []],
    ['backup', 'a path', { into: '/etc' }],
  ])('refuses for %s %s, and changes nothing', async (path, _, body) => {
    const answer = await ask('POST', path, ANN, body ?? '');
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: { code: 'BadArgument' } }]);
    expect(await product.calloutSwitch.isPaused()).toBe(false);
    expect(await product.store.records('audit', { limit: 5 })).toEqual([]);
  });

  it('lets two operators settle a case by the command, which masks every answer and names the next step', async () => {
    const { chat, id } = await openACase();
    const list = await run(ANN, 'list');
    expect(list).toMatchObject({ code: 0, text: expect.stringContaining(id) });
    const shown = await run(ANN, 'show', id);
    expect(shown.text).toMatch(/may or may not have the application/);
    expect(shown.text).toContain(`npm run cases -- done ${id} --reference <reference>`);
    const { facts } = (await product.store.load(chat.conversationId)) ?? {};
    for (const field of ['fullName', 'mobile', 'email'] as const) {
      expect(shown.text).toContain(field);
      expect(list.text + shown.text).not.toContain(facts?.fields[field]?.value ?? 'missing');
    }
    const done = ['done', id, '--reference', 'APP-777'];
    expect(await run(ANN, ...done)).toMatchObject({ code: 0, text: expect.stringContaining('another operator') });
    expect(await run(ANN, ...done)).toMatchObject({ code: 1, text: expect.stringContaining('Your proposal stands') });
    expect((await run(BOB, 'list')).text).toContain('done APP-777 proposed by ann');
    expect(await run(BOB, ...done)).toMatchObject({ code: 0, text: expect.stringContaining('Settled') });
    expect(await run(BOB, ...done)).toMatchObject({ code: 0, text: expect.stringContaining('nothing was done again') });
    expect((await run(BOB, 'show', id)).text).toContain('by ann, confirmed by bob');
    expect((await run(BOB, 'list')).text).toBe('No open cases.');
    expect(await run(ANN, 'verify')).toMatchObject({
      code: 0,
      text: expect.stringContaining('2 lines in 1 streams, 0 problems'),
    });
  });

  it('erases by two operators, and checks the audit against heads from the log', async () => {
    const { chat } = await play(product, { market: 'SG', locale: 'en-SG' }, [
      customer.opens(),
      customer.answersUpTo('email'),
    ]);
    const { conversationId } = chat;
    expect(await run(ANN, 'erase', conversationId)).toMatchObject({
      code: 2,
      text: expect.stringContaining('--reason'),
    });
    const wish = ['erase', conversationId, '--reason', 'case 4711'];
    expect((await run(ANN, ...wish)).text).toContain('another operator');
    expect(await run(ANN, ...wish)).toMatchObject({ code: 1, text: expect.stringContaining('another operator') });
    expect((await run(BOB, ...wish)).text).toContain('Erased.');
    await expect(product.store.load(conversationId)).rejects.toMatchObject({ code: 'erased' });
    expect((await run(ANN, 'erasures')).text).toContain(conversationId);
    expect(await run(ANN, 'erase', 'nobody', '--reason', 'x')).toMatchObject({ code: 1 });

    const heads = join(directory, 'log');
    const lines = log.filter(({ event }) => event === 'audit.head');
    expect(lines).toHaveLength(2);
    writeFileSync(heads, lines.map((line) => JSON.stringify(line)).join('\n'));
    expect(await run(ANN, 'verify', '--heads', heads)).toMatchObject({
      code: 0,
      text: expect.stringContaining('2 heads'),
    });
    appendFileSync(heads, `\nhead  operators:desk  3  ${lines[0]?.mac}\n`);
    expect(await run(ANN, 'verify', '--heads', heads)).toMatchObject({
      code: 1,
      text: expect.stringContaining('PROBLEM'),
    });
    writeFileSync(heads, 'nothing');
    expect(await run(ANN, 'verify', '--heads', heads)).toMatchObject({ code: 2 });
  });

  it('submits again only when that is said in so many words', async () => {
    const { id } = await openACase();
    expect(await run(ANN, 'not-created', id)).toMatchObject({ code: 2, text: expect.stringContaining('--resend') });
    expect((await theCase(product)).body.proposal).toBeUndefined();
    await run(ANN, 'not-created', id, '--resend');
    expect((await theCase(product)).body.proposal).toMatchObject({ operator: 'ann', action: { kind: 'resend' } });
  });

  it('pauses and resumes by the command', async () => {
    expect((await run(ANN, 'pause')).code).toBe(2);
    expect(await run(ANN, 'pause', '--reason', 'maintenance')).toMatchObject({ code: 0 });
    expect(await product.calloutSwitch.isPaused()).toBe(true);
    expect((await run(BOB, 'pause', '--reason', 'again')).text).toContain('already paused');
    expect((await run(ANN, 'resume', '--reason', 'over')).text).toContain('now running');
    expect(await product.calloutSwitch.isPaused()).toBe(false);
  });

  it('leaves the backup of a store that is no file to where it runs', async () => {
    expect((await ask('POST', 'backup', ANN, {})).status).toBe(500);
    const elsewhere = await serve(OPERATORS, { kind: 'cosmos', endpoint: '', key: '', database: '' });
    const headers = { authorization: `Bearer ${ANN}`, 'content-type': 'application/json' };
    const answer = await fetch(`${elsewhere.url}/api/operator/backup`, { method: 'POST', headers, body: '{}' });
    expect([answer.status, await answer.json()]).toMatchObject([409, { error: { code: 'NotHere' } }]);
    await elsewhere.server.drain();
  });

  it('says in a sentence what is in the way', async () => {
    expect(await run(undefined, 'list')).toMatchObject({ code: 1, text: expect.stringContaining('OPERATOR_TOKEN') });
    expect(await run('wrong', 'list')).toMatchObject({
      code: 1,
      text: expect.stringContaining('does not know this token'),
    });
    expect(await run(ANN, 'show', 'case:none')).toMatchObject({ code: 2, text: expect.stringContaining('no case') });
    expect(await run(ANN, 'reject', 'case:none')).toMatchObject({ code: 1, text: 'There is no such case.' });
    expect(await run(ANN, 'dance')).toMatchObject({ code: 2, text: expect.stringContaining('npm run cases') });
    expect(await run(ANN, 'list', '--nonsense')).toMatchObject({ code: 2 });
  });
});
