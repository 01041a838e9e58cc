import { MARKET_PROFILES } from '../../../adapters/markets';
import type { Bot } from '../../../bot/composeBot';
import type { CustomerMessage } from '../../../dialogs/message';
import type { Market } from '../../../machines/market';
import { TEXTS } from './parts';
import type { Stage } from './stage';

type Said = CustomerMessage extends infer M
  ? M extends unknown
    ? Omit<M, 'id' | 'conversationId' | 'channel' | 'receivedAt'>
    : never
  : never;

/** Says one thing as the customer of a web chat. */
export function say(stage: Stage, { intake }: Bot, conversationId: string, id: string, said: Said) {
  const envelope = { id, conversationId, channel: 'webchat', receivedAt: stage.now() } as const;
  // What is said, in its envelope, is a message.
  return intake.receive({ ...said, ...envelope } as CustomerMessage);
}

const MOST_TURNS = 60;

/** As the example customer: agrees to everything and takes the first row, until this step is asked. */
export async function walkTo(stage: Stage, bot: Bot, conversationId: string, step: string, market: Market = 'SG') {
  const { locales } = MARKET_PROFILES[market];
  const locale = locales.find(({ tag }) => tag.startsWith('en'))?.tag ?? locales[0]?.tag ?? 'en';
  await say(stage, bot, conversationId, 'opens', { kind: 'started', userId: conversationId, market, locale });
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const document = await stage.store.load(conversationId);
    if (document === undefined) throw new Error('The conversation was not begun.');
    if (document.step === step) return document;
    await say(stage, bot, conversationId, `walk${turn}`, answerTo(document.prompt, locale, market));
  }
  throw new Error(`${step} was not asked.`);
}

type Prompt = NonNullable<Awaited<ReturnType<Stage['store']['load']>>>['prompt'];

/** What the example customer says to a question: the first row, or the example of its field. */
export function answerTo(prompt: Prompt, locale: string, market: Market): Said {
  const row = prompt?.offered.find(({ choice }) => /^pick:|^grant$|^accept$/.test(choice));
  if (prompt !== undefined && row) {
    return { kind: 'choice', payload: `${prompt.promptId}|${row.choice}`, label: row.label };
  }
  if (prompt?.field === 'mobile') return { kind: 'text', text: MARKET_PROFILES[market].phone.example };
  return { kind: 'text', text: TEXTS.say(locale, `example.${prompt?.field}`) };
}

/** The same conversation under another name, as it stands now. */
export async function copyOf(stage: Stage, from: string, to: string): Promise<void> {
  const [document, transcript, work] = await Promise.all([
    stage.store.load(from),
    stage.store.transcript(from, 0, 10_000),
    stage.store.work(from),
  ]);
  if (document === undefined) throw new Error(`There is no ${from}.`);
  const records = await stage.store.records('case', { conversationId: from, limit: 100 });
  const renamed = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll(from, to));
  await stage.store.commit({
    conversationId: to,
    expectedVersion: 0,
    conversation: { ...renamed(document), version: 1 },
    transcript,
    work: renamed(work),
    records: renamed(records),
  });
}
