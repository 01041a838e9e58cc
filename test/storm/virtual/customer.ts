import { MARKET_PROFILES } from '../../../adapters/markets';
import type { Chance } from '../../../bot/studio/chance';
import type { CustomerMessage, QuickReply, Reply } from '../../../dialogs/message';
import type { Texts } from '../../../dialogs/texts';
import type { Locale, Market } from '../../../machines/market';
import type { VirtualProcess } from './process';
import type { VirtualTime } from './time';

/** Somebody who applies for a card, more or less. */
export interface Customer {
  readonly name: string;
  readonly market: Market;
  readonly locale: Locale;
  readonly isOnPhone: boolean;
}

/** What a customer lives in. */
export interface Surroundings {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly texts: Texts;
  /** One that answers, as a load balancer finds it. */
  process(): Promise<VirtualProcess>;
  /** All that the customer can read, oldest first. */
  shown(customer: Customer): Promise<readonly Reply[]>;
  conversationOf(customer: Customer, process: VirtualProcess): Promise<string>;
  /** Told of each message before it is brought for the first time, and when it was acknowledged. */
  onSent(message: CustomerMessage): void;
  onAcknowledged(message: CustomerMessage): void;
  isOver(): boolean;
  /** So long after that nobody brings anything any more. */
  isForgotten(): boolean;
}

type Said = CustomerMessage extends infer M
  ? M extends unknown
    ? Omit<M, 'id' | 'conversationId' | 'channel' | 'receivedAt'>
    : never
  : never;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A channel waits so long for an answer to what it brought. */
const PATIENCE_MS = 15_000;

/** Comes, answers, dithers, goes away for hours, and comes back, until it is over. */
export async function live(customer: Customer, world: Surroundings): Promise<void> {
  const { time, chance } = world;
  let said = 0;
  const send = (what: Said) => bring(customer, world, what, `${customer.name}-${++said}`);
  await time.passes(chance.below(2 * HOUR));
  await send(customer.isOnPhone ? { kind: 'text', text: 'hello' } : opens(customer));
  while (!world.isOver()) {
    await time.passes(pauseOf(chance));
    if (world.isOver()) return;
    const what = nextOf(customer, world, await world.shown(customer));
    const sending = send(what);
    // A second tap, or the next bubble, may be on its way before the first is taken.
    if (chance.happens(0.04)) await send(what);
    if (!customer.isOnPhone || chance.happens(0.8)) await sending;
  }
}

function opens({ name: userId, market, locale }: Customer): Said {
  return { kind: 'started', userId, market, locale };
}

function pauseOf(chance: Chance): number {
  if (chance.happens(0.08)) return chance.between(HOUR, 9 * HOUR);
  if (chance.happens(0.15)) return chance.between(5 * MINUTE, HOUR);
  return chance.between(2_000, 3 * MINUTE);
}

/** Mostly the answer to what is asked; now and then whatever people do. */
function nextOf(customer: Customer, world: Surroundings, shown: readonly Reply[]): Said {
  const { chance, texts } = world;
  const { locale } = customer;
  if (chance.happens(0.82)) return answerTo(customer, world, shown.at(-1));
  const command = () => texts.accentedWords(locale, chance.pick(COMMANDS))[0] ?? 'help';
  const old = shown.flatMap(({ choices = [] }) => choices);
  if (chance.happens(0.5) && old.length > 0) return tapped(chance.pick(old));
  if (chance.happens(0.6)) return { kind: 'text', text: command() };
  if (chance.happens(0.3) && !customer.isOnPhone) return opens(customer);
  if (chance.happens(0.2)) return { kind: 'media', media: 'image' };
  return { kind: 'text', text: chance.pick(NONSENSE) };
}

const COMMANDS = ['back', 'help', 'status', 'agent', 'restart', 'bot', 'stop', 'change'] as const;
const NONSENSE = ['?', 'hmm', '1', '2', 'yes', 'no', '4111 1111 1111 1111', 'Mei Tan', '👍', '0'] as const;

function answerTo({ market, locale }: Customer, { chance, texts }: Surroundings, last: Reply | undefined): Said {
  const choices = last?.choices ?? [];
  const field = last?.prompt?.field;
  if (choices.length > 0) {
    const good = choices.find(({ payload }) => GOOD.test(payload));
    return tapped(good !== undefined && chance.happens(0.9) ? good : chance.pick(choices));
  }
  if (field === 'mobile') return { kind: 'text', text: MARKET_PROFILES[market].phone.example };
  if (field !== undefined) return { kind: 'text', text: texts.say(locale, `example.${field}`) };
  return { kind: 'text', text: 'hello' };
}

const GOOD = /\|(?:pick:.*|grant|accept|yes)$/;

function tapped({ payload, label }: QuickReply): Said {
  return { kind: 'choice', payload, label };
}

/** As channels do: again until it is acknowledged, now and then twice at once, by whichever process answers. */
async function bring(customer: Customer, world: Surroundings, said: Said, id: string): Promise<void> {
  const { time, chance } = world;
  let isKnown = false;
  const once = async () => {
    while (!world.isForgotten()) {
      const process = await world.process();
      // A door that throws answers 503.
      const tried = attempt(process).catch(() => undefined);
      const outcome = await Promise.race([tried, time.passes(PATIENCE_MS)]);
      if (outcome !== undefined && outcome.receipt.status !== 'unavailable') {
        return world.onAcknowledged(outcome.message);
      }
      await time.passes(chance.between(500, 20_000));
    }
  };
  const attempt = async (process: VirtualProcess) => {
    const conversationId = await world.conversationOf(customer, process);
    const channel = customer.isOnPhone ? 'whatsapp' : 'webchat';
    const envelope = { id, conversationId, channel, receivedAt: process.now() } as const;
    const start = { userId: customer.name, markets: [customer.market], address: addressOf(customer) } as const;
    // What is said, in its envelope, is a message.
    const message = { ...said, ...envelope, ...(customer.isOnPhone && { start }) } as CustomerMessage;
    if (!isKnown) world.onSent(message);
    isKnown = true;
    return { message, receipt: await process.bot.intake.receive(message) };
  };
  const again = chance.happens(0.05) ? [once()] : [];
  await Promise.all([once(), ...again]);
}

export function addressOf({ name: user, market }: Customer) {
  return { account: 'AC1', sender: `sender-${market}`, user };
}
