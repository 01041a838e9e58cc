import { createTokens } from '../../../adapters/channels/webchat/tokens';
import { SG_ANSWERS } from '../../bench/customers';
import { pause } from '../customers';
import { startMachines } from '../machines';
import { type Finding, finding, type Result, storm } from '../storm';
import { type Door, openDoor } from './door';
import { listen } from './streams';
import { newVisitor, type Visitor } from './visitor';
import { vitalsOf, watchVitals } from './vitals';

interface MemoryPlan {
  readonly conversations: number;
  readonly streams: number;
  /** What the heap may have: megabytes. */
  readonly heapMb: number;
  readonly atOnce: number;
  /** The most the whole process may have at any time: megabytes. */
  readonly mostRssMb: number;
  /** What a conversation or a stream more may cost: with few of them that is mostly what a young process takes anyway. */
  readonly mostKbEach: { readonly conversation: number; readonly stream: number };
}

export const memoryStorm = storm<MemoryPlan>({
  name: 'memory',
  does: 'fifty thousand conversations stay open, and a thousand websockets, in a process with a small heap',
  run: stormOfConversations,
  long: {
    conversations: 50_000,
    streams: 1_000,
    heapMb: 256,
    atOnce: 16,
    mostRssMb: 400,
    // Fifty thousand then take a quarter of what the process may have.
    mostKbEach: { conversation: 2, stream: 64 },
  },
  quick: {
    conversations: 800,
    streams: 100,
    heapMb: 96,
    atOnce: 8,
    mostRssMb: 300,
    mostKbEach: { conversation: 128, stream: 256 },
  },
});

const SIGNING_KEY = 'memory-storm-signing-key-of-43-characters-000';
const ENVIRONMENT = {
  MESSAGES_PER_MINUTE: '10000',
  TOKENS_PER_MINUTE: '1000000',
  DIRECT_LINE_SIGNING_KEY: SIGNING_KEY,
};

/** Each conversation is begun and answered twice; then nobody closes it. */
async function stormOfConversations(plan: MemoryPlan): Promise<Result> {
  const machines = await startMachines({ ...ENVIRONMENT, NODE_OPTIONS: `--max-old-space-size=${plan.heapMb}` });
  const door = openDoor(machines.port);
  const vitals = watchVitals(machines.pid);
  const rss = async () => {
    await pause(1_000);
    return vitalsOf(machines.pid())?.rssMb ?? 0;
  };
  try {
    const open = openerOf(door);
    const half = plan.conversations / 2;
    const first = await many(half, plan.atOnce, open);
    const atHalf = await rss();
    const rest = await many(half, plan.atOnce, open);
    const atFull = await rss();
    const visitors = [...first, ...rest].filter((one) => one !== undefined);
    const listeners = await listen(door, visitors.slice(0, plan.streams), plan.streams);
    const withStreams = await rss();
    const some = [...visitors.slice(0, SOME), ...visitors.slice(-SOME)];
    const answered = await many(some.length, plan.atOnce, (at) => answer(door, some[at] as Visitor, 2));
    const { mostRssMb, isGone } = vitals.stop();
    for (const listener of listeners) listener.close();
    const kbEach = {
      conversation: ((atFull - atHalf) * 1_024) / (plan.conversations / 2),
      stream: ((withStreams - atFull) * 1_024) / plan.streams,
    };
    return {
      findings: [
        { promise: 'the process lives through it', isKept: !isGone, seen: String(!isGone) },
        finding('every conversation is begun', plan.conversations, visitors.length),
        finding('every websocket is open', plan.streams, listeners.length),
        finding('the oldest and the newest conversations go on', some.length, answered.filter(Boolean).length),
        {
          promise: `never more than ${plan.mostRssMb} MB`,
          isKept: mostRssMb <= plan.mostRssMb,
          seen: `${mostRssMb} MB`,
        },
        ...growth(plan, kbEach),
      ],
      figures: {
        atHalf,
        atFull,
        withStreams,
        mostRssMb,
        kbPerConversation: kbEach.conversation.toFixed(2),
        kbPerStream: kbEach.stream.toFixed(1),
      },
    };
  } finally {
    vitals.stop();
    door.close();
    await machines.stop();
  }
}

const SOME = 100;

function growth({ mostKbEach }: MemoryPlan, seen: MemoryPlan['mostKbEach']): readonly Finding[] {
  return (['conversation', 'stream'] as const).map((what) => ({
    promise: `one more ${what} costs at most ${mostKbEach[what]} KB`,
    isKept: seen[what] <= mostKbEach[what],
    seen: `${seen[what].toFixed(2)} KB`,
  }));
}

/** Begins a conversation with a token of its own making, as a bank's back end would, and gives one answer. */
function openerOf(door: Door) {
  const tokens = createTokens({ keys: [{ id: '1', secret: SIGNING_KEY }], issuer: 'lead-capture', clock: Date.now });
  return async (at: number): Promise<Visitor | undefined> => {
    const visitor = newVisitor(at);
    visitor.conversationId = `m${String(begun++).padStart(20, '0')}`;
    visitor.userId = `dl_${visitor.conversationId}`;
    const { conversationId, userId } = visitor;
    visitor.token = (await tokens.issue({ conversationId, userId, market: 'SG', locale: 'en-SG' })).token;
    const { status } = await door.post('/v3/directline/conversations', '{}', visitor.token);
    if (status !== 201) return undefined;
    return (await answer(door, visitor, 1)) ? visitor : undefined;
  };
}

let begun = 0;

async function answer(door: Door, { conversationId, userId, token }: Visitor, nth: number): Promise<boolean> {
  const activity = {
    type: 'message',
    from: { id: userId },
    text: SG_ANSWERS[nth - 1],
    channelData: { clientActivityID: `${conversationId}.${nth}` },
  };
  const path = `/v3/directline/conversations/${conversationId}/activities`;
  return (await door.post(path, JSON.stringify(activity), token)).status === 200;
}

/** So many in all, and so many at a time. */
async function many<T>(count: number, atOnce: number, run: (at: number) => Promise<T>): Promise<readonly T[]> {
  const results: T[] = [];
  let next = 0;
  const lane = async () => {
    while (next < count) results.push(await run(next++));
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
}
