import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Route } from '../../adapters/route';
import { openFlows } from '../../bot/flows';
import { createPseudonym } from '../../bot/telemetry';
import { simulatorOf } from '../../composition/simulator';
import { flowDoor } from '../../composition/studio';
import { runFlow } from '../../scripts/flow';
import { DoorRefusal, type OperatorDoorClient, runCommand } from '../../scripts/operatorDoor';
import { customer, play } from '../support/conversation';
import { FLOWS_DIRECTORY, startTestProduct } from '../support/product';
import { createPress, shippedFile } from '../support/publishing';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'flow-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const file = (name: string, content: object) => {
  const path = join(directory, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
};
const noDoor = (): OperatorDoorClient => {
  throw new Error('Nothing is asked of a server for this.');
};
async function run(args: readonly string[], door: () => OperatorDoorClient = noDoor) {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const code = await runCommand(() => runFlow(args, { door, print }), print);
  return { code, text: lines.join('\n') };
}

const around = () => ({
  ...shippedFile(),
  overrides: { ...shippedFile().overrides, PL: { product: { next: 'confirm' } } },
});

it('checks what ships, and says of a file what must be corrected, with its words beside it', async () => {
  expect(await run(['check'])).toMatchObject({ code: 0, text: expect.stringContaining('0 issues in 12 markets') });
  const unsound = await run(['check', file('around.json', around())]);
  expect(unsound).toMatchObject({ code: 1, text: expect.stringContaining('PL submit: submitsWithoutConsent') });
  const worded = file('worded.json', shippedFile());
  file('worded.words.json', { th: { 'nothing.says.this': 'x' } });
  expect(await run(['check', worded])).toMatchObject({ code: 1, text: expect.stringContaining('wordUnused') });
  const sneaked = file('sneaked.json', shippedFile());
  file('sneaked.words.json', { pl: { 'consent.marketing': 'Tak' } });
  expect(await run(['check', sneaked])).toMatchObject({
    code: 1,
    text: expect.stringContaining('PL marketing: versionTaken - other words were agreed to as version 2026-11'),
  });
  writeFileSync(join(directory, 'broken.json'), '{"schemaVersion":');
  expect(await run(['check', join(directory, 'broken.json')])).toMatchObject({
    code: 1,
    text: expect.stringContaining('cannot be read as JSON'),
  });
});

it('plays recorded conversations on a file, shows what differs, and writes it down when that is right now', async () => {
  const shipped = join(FLOWS_DIRECTORY, 'card-lead', '1.json');
  const tests = mkdtempSync(join(tmpdir(), 'flow-tests-'));
  cpSync(join(FLOWS_DIRECTORY, '..', 'flowTests', 'card-lead', '1', 'pl-refuses-notice.json'), join(tests, 'one.json'));
  expect(await run(['test', shipped, '--tests', tests])).toMatchObject({ code: 0, text: '1 tests, 0 differ' });
  const other = shippedFile();
  const asks = { ...other, steps: { ...other.steps, product: { ...other.steps.product, text: 'ask.mobile' } } };
  const changed = file('asks.json', asks);
  const told = await run(['test', changed, '--tests', tests]);
  expect(told).toMatchObject({ code: 1, text: expect.stringContaining('say.costWarning ask.product at product -> ') });
  expect(await run(['test', changed, '--tests', tests, '--accept'])).toMatchObject({ code: 0 });
  expect(await run(['test', changed, '--tests', tests])).toMatchObject({ code: 0 });
  rmSync(tests, { recursive: true });
});

it('lets it storm over a file’s markets', async () => {
  const one = { ...shippedFile(), markets: ['PL'], overrides: {} };
  const told = await run(['storm', file('one.json', one), '--customers', '2', '--seed', '3']);
  expect(told.text).toMatch(/^PL \d+: \d of 2 by themselves, seed 3/);
  expect(await run(['storm', file('one.json', one), '--seed', 'x'])).toMatchObject({ code: 2 });
});

it('says what differs, and who meets it', async () => {
  const { code, text } = await run([
    'diff',
    join(FLOWS_DIRECTORY, 'card-lead', '1.json'),
    file('other.json', around()),
  ]);
  expect(code).toBe(0);
  expect(text).toContain('PL product: added');
  expect(text).toContain('Met in PL');
});

it('shows how it is called for anything else', async () => {
  expect(await run(['fly'])).toMatchObject({ code: 2, text: expect.stringContaining('npm run flow --') });
  expect(await run(['publish'])).toMatchObject({ code: 2 });
});

it('publishes what was approved, and rolls back, on a running server and in no other way', async () => {
  const product = await startTestProduct();
  try {
    const { store } = product;
    const token = 'a token of thirty-two characters!!';
    const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
    const config = { masterKey: 'm'.repeat(43), operators: [{ name: 'opal', token }] };
    const shipped = openFlows(FLOWS_DIRECTORY);
    const simulator = simulatorOf({ bot: { sight: product.sight }, store, clock: product.now, version: 'page-1' });
    const { replay } = simulator;
    const routes = flowDoor({ config, bot: product, store, shipped, heads: log, log, replay });
    const door = () => doorTo(routes, token);
    await play(product, { market: 'PL' }, [customer.opens(), customer.answersUpTo('email')]);
    const same = await run(['replay', file('same.json', shippedFile()), '--markets', 'PL'], door);
    expect(same).toMatchObject({ code: 0, text: expect.stringMatching(/^PL: 0 of 1 conversations change in 0 turns/) });
    const other = shippedFile();
    const asksAge = {
      ...other,
      steps: { ...other.steps, mobile: { ...other.steps.mobile, next: 'employmentStatus' } },
    };
    const changed = await run(['replay', file('changed.json', asksAge), '--markets', 'PL'], door);
    expect(changed.text).toContain('PL: 1 of 1 conversations change');
    expect(await run(['publish', '--draft', 'none', '--markets', 'PL'], door)).toMatchObject({ code: 1 });
    const press = createPress({
      store,
      catalogue: product.catalogue,
      clock: product.now,
      seal: createPseudonym('test audit key'),
    });
    const draft = await press.draft({ ...shippedFile(), title: 'By a pipeline' });
    const publish = ['publish', '--draft', draft.id, '--markets', 'PL'];
    expect(await run(publish, door)).toMatchObject({ code: 1, text: 'Nobody else has approved it for PL.' });
    await press.approve(draft, ['PL']);
    expect(await run(publish, door)).toEqual({ code: 0, text: 'Version 101 is live in PL.' });
    expect((await run(['list'], door)).text).toContain('version 101  A change  (studio)  live in PL');
    const back = await run(['rollback', '--market', 'PL', '--to', '1'], door);
    expect(back).toEqual({ code: 0, text: 'PL begins on version 1; it began on 101.' });
    expect((await press.publisher.history(9)).map(({ action, by }) => `${action} ${by}`)).toEqual([
      'flow.pointed opal',
      'flow.published opal',
      'flow.approved dan',
    ]);
  } finally {
    await product.stop();
  }
});

/** The door without a server between. */
function doorTo(routes: readonly Route[], token: string): OperatorDoorClient {
  const call = async (method: string, path: string, body?: object) => {
    const route = routes.find((one) => one.method === method && one.path === `/api/operator/${path}`);
    const request = {
      ...{ method, path, params: {}, query: new URLSearchParams(), ip: '127.0.0.1' },
      headers: { authorization: `Bearer ${token}` },
      body: Buffer.from(JSON.stringify(body ?? '')),
    };
    const answer = await route?.handle(request);
    const said = answer?.body as { error?: { code: string; message: string } };
    if (answer?.status !== 200) throw new DoorRefusal(said.error?.code ?? '', said.error?.message ?? '');
    return said as never;
  };
  return { get: (path) => call('GET', path), post: (path, body) => call('POST', path, body) };
}
