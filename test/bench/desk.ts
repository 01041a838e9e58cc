import { MARKETS } from '../../machines/market';
import type { Commit } from '../../store/store';
import { aConversation } from '../store/documents';
import { agentOf } from '../support/agent';
import { openChat } from '../support/chat';
import { type DeskUser, startDeskServer } from '../support/deskServer';
import { startTestProduct, type TestProduct } from '../support/product';
import { SG_ANSWERS } from './customers';
import { percentiles } from './load';

export interface DeskPlan {
  readonly chats: number;
  readonly streams: number;
  readonly rounds: number;
}

/**
 * A busy desk: so many open chats on the board, so many pages that follow it, and what one more agent waits for. In the
 * same process as those who ask, so the figures are high; compare them with the route that does nothing.
 */
export async function measureDesk({ chats, streams, rounds }: DeskPlan) {
  const product = await startTestProduct();
  const server = await startDeskServer(() => product);
  try {
    await fill(product, chats);
    const conversationId = await oneInTheMiddle(product);
    const agents: DeskUser[] = [];
    for (let at = 0; at < streams; at += 1)
      agents.push(await server.signIn({ id: `agent${at}`, markets: [...MARKETS] }));
    const [agent] = agents;
    if (agent === undefined) throw new Error('There must be somebody to measure.');
    const loaded = await timed(() => agent.get('work?view=needsPerson'));
    const readers = await Promise.all(agents.map((one) => one.follow()));
    await agentOf(() => product, { agent: agent.who.id, name: 'Agent' }).does(conversationId, { kind: 'claim' });
    const { epoch } = (await product.store.load(conversationId))?.pen ?? { epoch: 0 };

    const taken = { bare: [] as number[], work: [] as number[], send: [] as number[], told: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      taken.bare.push(await timed(() => agent.get('nothing')));
      taken.work.push(await timed(() => agent.get('work?view=needsPerson')));
      const seen = readers.map((reader) => reader.events.length);
      const begun = performance.now();
      const command = { kind: 'send', text: `Round ${round}` };
      taken.send.push(await timed(() => agent.does(conversationId, command, { epoch })));
      const isNew = (at: number) => (_event: unknown) => (readers[at]?.events.length ?? 0) > (seen[at] ?? 0);
      await Promise.all(readers.map((reader, at) => reader.until(isNew(at))));
      taken.told.push(performance.now() - begun);
    }
    for (const reader of readers) reader.leave();
    const [bare, work, send, told] = [taken.bare, taken.work, taken.send, taken.told].map(percentiles);
    const ratio = (one: number | undefined) => Math.round(((one ?? 0) / (bare?.p50 ?? 1)) * 10) / 10;
    return {
      chats,
      streams,
      'bare route, ms p50': rounded(bare?.p50),
      'work list, × bare': ratio(work?.p50),
      'send, × bare': ratio(send?.p50),
      'all pages told, ms p50': rounded(told?.p50),
      'first list, ms': rounded(loaded),
    };
  } finally {
    await server.close();
    await product.stop();
  }
}

/** A customer who has given a name and is asked for the number. */
async function oneInTheMiddle(product: TestProduct): Promise<string> {
  const chat = openChat(() => product, { market: 'SG', locale: 'en-SG' });
  await chat.opens();
  for (const answer of SG_ANSWERS.slice(0, SG_ANSWERS.indexOf('8123 4567'))) await chat.types(answer);
  return chat.conversationId;
}

const AT_ONCE = 64;

/** Half wait for somebody, half are in somebody's hands, in every market. */
async function fill({ store, now }: TestProduct, chats: number): Promise<void> {
  for (let from = 0; from < chats; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, chats - from) }, (_, at) => chatNumber(from + at, now()));
    await Promise.all(some.map((commit) => store.commit(commit)));
  }
}

function chatNumber(at: number, now: number): Commit {
  const market = MARKETS[at % MARKETS.length] ?? 'SG';
  const conversationId = `bench-${at}`;
  const isHeld = at % 2 === 0;
  const pen = { owner: isHeld ? (`agent:agent${at % 200}` as const) : ('queue' as const), epoch: 2 };
  const desk = isHeld ? { lastAgent: { id: `agent${at % 200}`, at: now } } : { waitingSince: now - at * 10 };
  const state = { market, status: isHeld ? 'open' : 'pending', pen, desk, lastInboundAt: now - at } as const;
  return { conversationId, expectedVersion: 0, conversation: aConversation(conversationId, 1, state) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function rounded(ms: number | undefined): number {
  return Math.round((ms ?? 0) * 10) / 10;
}
