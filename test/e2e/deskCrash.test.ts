import { Readable } from 'node:stream';
import type { DeskConversation, DeskEvent, WorkList } from '../../bot/desk/contract';
import { sandboxSenderOf } from '../../sandbox/twilioAccount';
import { startChatCustomer } from '../support/chatCustomer';
import { type DeskReader, readDesk } from '../support/deskReader';
import { type Colleague, joinStaff } from '../support/deskStaff';
import { type Running, startRunning } from '../support/running';

/** The desk of the built product while its processes are killed, and while there are several of them. */

const AGENT = { roles: 'agent', markets: 'SG,HK', languages: 'en,zh-Hant' };
let running: Running | undefined;
let commands = 0;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function does(who: Colleague, conversationId: string, command: object, id?: string) {
  const path = `/api/desk/conversations/${conversationId}`;
  const { epoch } = ((await who.ask(path)).body as DeskConversation).row;
  commands += 1;
  const { status } = await who.ask(`${path}/commands`, { id: id ?? `crash-${commands}`, epoch, command });
  expect([command, status]).toEqual([command, 200]);
}

describe('killed between what an agent’s message is kept by and the provider', () => {
  const sender = sandboxSenderOf('SG');
  const control = async (path: string, body?: object) => {
    const headers = { 'content-type': 'application/json' };
    const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
    const answer = await fetch(`${running?.url}/__sandbox/twilio${path}`, init);
    if (!answer.ok) throw new Error(`The sandbox Twilio answered ${answer.status}: ${await answer.text()}`);
    return answer.json() as Promise<{ messages: { from: string; shown: { body: string } }[] }>;
  };
  const shownTo = async (user: string, words: string) => {
    const { messages } = await control(`/messages?${new URLSearchParams({ user, sender, after: '0' })}`);
    return messages.filter((message) => JSON.stringify(message).includes(words)).length;
  };
  const eventually = async (isSo: () => Promise<boolean>) => {
    const giveUpAt = Date.now() + 75_000;
    while (!(await isSo().catch(() => false))) {
      if (Date.now() > giveUpAt) throw new Error('It did not come to that.');
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };

  it('a message is read once, whether the provider had it, was asked for nothing, or had not heard of it', async () => {
    running = await startRunning();
    const ann = await joinStaff(running, 'ann', 'Anna', AGENT);
    const users = ['1', '2', '3'].map((digit) => `whatsapp:+6591110${digit}00`);
    for (const user of users) {
      await control('/inbound', { user, sender, kind: 'text', text: 'hello' });
      await eventually(async () => (await shownTo(user, 'automated assistant')) > 0);
    }
    const { rows } = (await ann.ask('/api/desk/work?view=bot')).body as WorkList;
    const ids = rows.map(({ conversationId }) => conversationId);
    expect(ids).toHaveLength(3);
    for (const id of ids) await does(ann, id, { kind: 'claim' });
    // One is asked and takes nothing, one takes it and does not say so, and one is not asked any more.
    await control('/faults', { at: 'create', kind: 'timeoutBefore', times: 1 });
    await does(ann, ids[0] ?? '', { kind: 'send', text: 'Kept, and not taken' }, 'kept-1');
    await eventually(async () => ((await control('/faults')) as unknown as { faults: object[] }).faults.length === 0);
    await control('/faults', { at: 'create', kind: 'timeoutAfter', times: 1 });
    await does(ann, ids[1] ?? '', { kind: 'send', text: 'Kept, and taken' }, 'kept-2');
    await eventually(async () => ((await control('/faults')) as unknown as { faults: object[] }).faults.length === 0);
    await does(ann, ids[2] ?? '', { kind: 'send', text: 'Kept, and not asked' }, 'kept-3');
    await running.kill();
    await running.restart();
    const words = ['Kept, and not taken', 'Kept, and taken', 'Kept, and not asked'];
    const counts = async () =>
      Promise.all(
        words.map(async (text) =>
          (await Promise.all(users.map((user) => shownTo(user, text)))).reduce((a, b) => a + b),
        ),
      );
    await eventually(async () => (await counts()).every((count) => count > 0));
    // The page, which heard nothing, sends each of them again under its own id.
    for (const [at, id] of ids.entries()) await does(ann, id, { kind: 'send', text: words[at] }, `kept-${at + 1}`);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await counts()).toEqual([1, 1, 1]);
    for (const id of ids) {
      const { transcript } = (await ann.ask(`/api/desk/conversations/${id}`)).body as DeskConversation;
      expect(transcript.filter(({ text }) => text.startsWith('Kept, '))).toHaveLength(1);
    }
  }, 120_000);
});

describe('two processes', () => {
  const runOf = (reader: DeskReader) => reader.lastId()?.split('.')[0];
  const changed = (conversationId: string) => (event: DeskEvent) =>
    event.type === 'changed' && event.conversationId === conversationId;

  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one story, told in the order in which it happens
  it('one agent on each, and a customer on either: all of them are told, and nobody misses anything in between', async () => {
    running = await startRunning({ WORKERS: '2' });
    const { url } = running;
    const [ann, ben] = [
      await joinStaff(running, 'ann', 'Anna', AGENT),
      await joinStaff(running, 'ben', 'Ben', { ...AGENT, roles: 'agent,supervisor' }),
    ];
    const follow = async (who: Colleague, lastId?: string): Promise<DeskReader> => {
      const { body } = await fetch(`${url}/api/desk/events`, {
        headers: { cookie: who.cookie, connection: 'close', ...(lastId !== undefined && { 'last-event-id': lastId }) },
      });
      if (body === null) throw new Error('There is nothing to follow.');
      return readDesk(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]));
    };
    const chat = await startChatCustomer(url, 'HK', 'en-HK');
    const { conversationId: id } = chat;
    /** Streams of somebody until one is on another process than that. */
    const onOther = async (who: Colleague, than: string | undefined): Promise<DeskReader> => {
      for (let tries = 0; tries < 7; tries += 1) {
        const reader = await follow(who);
        await chat.writes('agent');
        await reader.until(changed(id));
        if (runOf(reader) !== than) return reader;
        reader.leave();
        await reader.ended;
      }
      throw new Error('One process serves everybody.');
    };
    const anna = await onOther(ann, undefined);
    const bens = await onOther(ben, runOf(anna));
    expect(runOf(anna)).not.toBe(runOf(bens));

    await does(ann, id, { kind: 'claim' });
    for (const reader of [anna, bens])
      await reader.until((event) => event.type === 'row' && event.row.owner === 'agent:ann');
    for (const reader of [anna, bens]) {
      const before = reader.events.length;
      await chat.writes('Is anybody there?');
      await reader.until((event) => reader.events.indexOf(event) >= before && changed(id)(event));
    }
    // Cut off, and back on whichever process there is: told what was missed, or to ask for everything.
    const [lastId, seen] = [anna.lastId(), anna.events.length];
    anna.leave();
    await does(ben, id, { kind: 'reassign', to: { agent: 'ben' } });
    expect(seen).toBeGreaterThan(0);
    for (const run of ['same', 'other'] as const) {
      for (let tries = 0, isDone = false; !isDone; tries += 1) {
        if (tries > 20) throw new Error(`It was never served by the ${run} process.`);
        const again = await follow(ann, lastId);
        await again.until(() => true);
        const isReload = again.events[0]?.type === 'reload';
        isDone = isReload === (run === 'other');
        // On the process it was cut off from, Anna is told that it is no more hers; on the other, to ask for all of it.
        if (!isReload) await again.until((event) => event.type === 'gone' && event.conversationId === id);
        again.leave();
        await again.ended;
      }
    }
    const { body } = await ann.ask('/api/desk/work?view=mine');
    expect((body as WorkList).rows).toEqual([]);
    await does(ben, id, { kind: 'send', text: 'Ben here.' });
    expect((await chat.reads()).filter(({ text }) => text === 'Ben here.')).toHaveLength(1);
    bens.leave();
  }, 120_000);
});
