import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ContactCentre, startContactCentre } from '../../sandbox/contactCentre';
import { type ChatCustomer, startChatCustomer } from '../support/chatCustomer';
import { type Running, startRunning } from '../support/running';

/** The built product with a contact centre behind it: processes of their own, and nothing between them but HTTP. */

const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;

let centre: ContactCentre;
let running: Running;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'centre-'));
  centre = await startContactCentre({ secrets: [SECRET], deliverTo: () => running.url, clock: Date.now });
  const file = join(folder, 'hub.json');
  writeFileSync(file, JSON.stringify({ kind: 'webhook', url: `http://127.0.0.1:${centre.port}/`, markets: ['SG'] }));
  running = await startRunning({ HUB_CONFIG: file, HUB_SECRET: SECRET });
}, 90_000);
afterAll(async () => {
  await running?.stop();
  await centre?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 40_000;
  while (!(await isSo())) {
    if (Date.now() > giveUpAt) throw new Error('It did not come to that.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const told = ({ conversationId }: ChatCustomer) =>
  centre.ledger().filter(({ session }) => session.startsWith(`${conversationId}~`));
const texts = (chat: ChatCustomer) => told(chat).flatMap(({ text }) => text ?? []);

it('is passed a customer, talks with them over the death of a process, and gives them back', async () => {
  const chat = await startChatCustomer(running.url, 'SG', 'en-SG');
  await chat.writes('agent');
  await until(() => told(chat).length === 1);
  const session = told(chat)[0]?.session ?? '';
  expect((await centre.says({ type: 'accepted', session, agent: { name: 'Mia' } })).status).toBe(200);
  await chat.writes('one');
  await until(() => texts(chat).length === 1);

  centre.fails({ kind: 'lostAnswer', times: 1 });
  await chat.writes('two');
  await chat.writes('three');
  await running.kill();
  await running.restart();
  await until(() => texts(chat).length === 3);
  expect(texts(chat)).toEqual(['one', 'two', 'three']);

  const message = { type: 'message', session, agent: { name: 'Mia' }, text: 'Here again.' };
  expect((await centre.says(message, { id: 'again' })).status).toBe(200);
  await running.kill();
  await running.restart();
  expect((await centre.says(message, { id: 'again' })).body).toContain('duplicate');
  const said = await chat.reads();
  expect(said.filter(({ text }) => text === 'Here again.')).toMatchObject([{ name: 'Mia' }]);
  expect((await centre.says({ type: 'returned', session })).status).toBe(200);
  await until(async () => (await chat.reads()).length > said.length);
  expect(centre.forgeries()).toBe(0);
});

it('is not passed customers of other markets', async () => {
  const chat = await startChatCustomer(running.url, 'HK', 'en-HK');
  await chat.writes('agent');
  const other = await startChatCustomer(running.url, 'SG', 'en-SG');
  await other.writes('agent');
  await until(() => told(other).length === 1);
  expect(told(chat)).toEqual([]);
});
