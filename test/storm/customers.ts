import { sandboxSenderOf } from '../../sandbox/twilioAccount';
import { SG_ANSWERS } from '../bench/customers';

export const SENDER = sandboxSenderOf('SG');

/** One message of one customer, the same however often it is brought. */
export interface Written {
  readonly user: string;
  readonly sid: string;
  readonly text: string;
}

/** A customer, and all that he or she is going to write, in order. */
export interface StormCustomer {
  readonly user: string;
  readonly email: string;
  readonly messages: readonly Written[];
}

/** A greeting, a whole lead, and some words after it. */
const WORDS = ['hello', ...SG_ANSWERS, 'status', 'help', 'thank you'];
export const MOST_MESSAGES = WORDS.length;

/** Customers from this number on, who each write this many messages. */
export function customersOf(count: number, messages: number, first = 0): readonly StormCustomer[] {
  return Array.from({ length: count }, (_, at) => customerOf(first + at, messages));
}

function customerOf(at: number, messages: number): StormCustomer {
  const number = String(at).padStart(4, '0');
  const [user, email] = [`whatsapp:+659000${number}`, `mei.tan${number}@example.com`];
  const own: Readonly<Record<string, string>> = {
    'mei.tan@example.com': email,
    '8123 4567': `9123 ${number}`,
  };
  return {
    user,
    email,
    messages: WORDS.slice(0, messages).map((word, index) => ({
      user,
      sid: `SM${`${number}${String(index).padStart(2, '0')}`.padStart(32, '0')}`,
      text: own[word] ?? word,
    })),
  };
}

/** The same numbers for the same seed, so that a storm can be raised again. */
export function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pickOf<T>(random: () => number, all: readonly T[]): T | undefined {
  return all[Math.floor(random() * all.length)];
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
