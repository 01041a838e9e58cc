import { randomBytes } from 'node:crypto';
import { pause, SENDER } from './customers';
import type { History } from './history';
import type { Machines } from './machines';
import { fetchSoon, PATIENCE_MS } from './patience';

/** What a customer reads. */
export interface Heard {
  readonly text: string;
  readonly buttons: readonly { readonly payload: string; readonly title: string }[];
}

/** A message as a customer means it: words, or a tap on a button. */
export type Saying = { readonly text: string } | { readonly tap: Heard['buttons'][number] };

/** One customer's way to the product: what is sent is sent again until it is acknowledged. */
export interface Chat {
  /** As the product names the customer. */
  readonly user: string;
  /** Rejects, with the last that was heard of it, when nobody acknowledges it for minutes. */
  says(saying: Saying): Promise<void>;
  /** What came since the last look. */
  hears(): Promise<readonly Heard[]>;
}

/** For one answer, as long as Twilio waits for one. */
const ANSWER_MS = 16_000;
const AGAIN_MS = 150;

/** Over Direct Line, as the chat page does it: the client's own id makes a message that comes again the same one. */
export async function openWebChat({ port }: Machines, history: History, patienceMs = PATIENCE_MS): Promise<Chat> {
  const url = `http://127.0.0.1:${port}`;
  const { conversationId, token, userId } = await untilAnswered(() => openConversation(url), patienceMs);
  const activities = `${url}/v3/directline/conversations/${conversationId}/activities`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  let watermark = '';
  let count = 0;
  return {
    user: userId,
    async says(saying) {
      count += 1;
      const text = 'tap' in saying ? saying.tap.title : saying.text;
      const id = `${conversationId}.${count}`;
      history.sends({ user: userId, id, text });
      const activity = { type: 'message', from: { id: userId }, text, channelData: { clientActivityID: id } };
      const post = { method: 'POST', headers, body: JSON.stringify(activity) };
      await untilAcked(history, id, patienceMs, async () => (await fetchSoon(activities, post, ANSWER_MS)).status);
    },
    async hears() {
      const answer = await fetchSoon(`${activities}?watermark=${watermark}`, { headers }, ANSWER_MS).catch(
        () => undefined,
      );
      if (answer?.status !== 200) return [];
      const page = (await answer.json()) as ActivityPage;
      watermark = page.watermark;
      return page.activities.filter(({ from }) => from.id !== userId).map(heardOf);
    },
  };
}

interface ActivityPage {
  readonly watermark: string;
  readonly activities: readonly Activity[];
}

interface Activity {
  readonly from: { readonly id: string };
  readonly text?: string;
  readonly suggestedActions?: { readonly actions: readonly { readonly title: string; readonly value: string }[] };
}

function heardOf({ text = '', suggestedActions }: Activity): Heard {
  const actions = suggestedActions?.actions ?? [];
  return { text, buttons: actions.map(({ title, value }) => ({ title, payload: value })) };
}

type Opened = Readonly<Record<'conversationId' | 'token' | 'userId', string>>;

async function openConversation(url: string): Promise<Opened> {
  const json = { 'content-type': 'application/json' };
  const wanted = JSON.stringify({ market: 'SG', locale: 'en-SG' });
  const first = await fetchSoon(`${url}/api/chat/token`, { method: 'POST', headers: json, body: wanted }, ANSWER_MS);
  const { token: once, ...rest } = (await okJson(first)) as Opened;
  const headers = { ...json, authorization: `Bearer ${once}` };
  const opened = await fetchSoon(
    `${url}/v3/directline/conversations`,
    { method: 'POST', headers, body: '{}' },
    ANSWER_MS,
  );
  const { token } = (await okJson(opened)) as Opened;
  return { ...rest, token };
}

async function okJson(answer: Response): Promise<unknown> {
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer.json();
}

/** On a phone: Twilio brings each message until it is taken, and shows what it was given. */
export function openPhone(machines: Machines, user: string, history: History, patienceMs = PATIENCE_MS): Chat {
  const seen = new Set<string>();
  let after = 0;
  return {
    user,
    async says(saying) {
      const sid = `SM${randomBytes(16).toString('hex')}`;
      const text = 'tap' in saying ? saying.tap.title : saying.text;
      history.sends({ user, id: sid, text });
      const tapped = 'tap' in saying && { kind: 'button', payload: saying.tap.payload, title: text };
      const message = { user, sender: SENDER, sid, ...(tapped || { kind: 'text', text }) };
      await untilAcked(history, sid, patienceMs, () => machines.brings(message));
    },
    async hears() {
      const { messages, next } = await machines.shows(user, SENDER, after);
      after = next;
      const fresh = messages.filter(({ sid, direction }) => direction === 'out' && !seen.has(sid));
      for (const { sid } of fresh) seen.add(sid);
      return fresh.map(({ body, buttons = [] }) => ({
        text: body,
        buttons: buttons.map(({ id, title }) => ({ payload: id, title })),
      }));
    },
  };
}

async function untilAnswered<T>(ask: () => Promise<T>, patienceMs: number): Promise<T> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    try {
      return await ask();
    } catch (cause) {
      if (performance.now() > giveUpAt) throw new Error('no conversation could be opened', { cause });
    }
    await pause(AGAIN_MS);
  }
}

/** No answer, or one that asks to try again; just after a start a request may also come too slowly for the server. */
const TRY_AGAIN: ReadonlySet<number> = new Set([0, 503, 408]);

async function untilAcked(
  history: History,
  id: string,
  patienceMs: number,
  send: () => Promise<number>,
): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const status = await send().catch(() => 0);
    if (status >= 200 && status < 300) return history.acked(id);
    if (!TRY_AGAIN.has(status)) history.refused(id, status);
    else if (status !== 0) history.triedAgain(id, status);
    if (performance.now() > giveUpAt) throw new Error(`not acknowledged, and the last answer was ${status}`);
    await pause(AGAIN_MS);
  }
}
