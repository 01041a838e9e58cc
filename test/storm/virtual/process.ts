import type { Http, HttpRequest } from '../../../adapters/http';
import { type Bot, type BotParts, composeBot } from '../../../bot/composeBot';
import type { Chance } from '../../../bot/studio/chance';
import type { Store } from '../../../store/store';
import { StoreFault } from '../../../store/storeFault';
import type { VirtualTime } from './time';

/** One process of the product: the real composition, on parts that differ from the real ones in dying and dawdling. */
export interface VirtualProcess {
  readonly name: string;
  readonly bot: Bot;
  /** By its own clock. */
  now(): number;
  isAlive(): boolean;
  /** Now: whatever it waits for, it learns nothing more, and all it had in memory is gone. */
  dies(): void;
  /** After so many more steps of its work, be it before a step has its effect or after. */
  diesAfter(steps: number): void;
  /** When it next hands a lead to the bank: before the bank has it, or after. */
  diesSubmitting(when: 'before' | 'after'): void;
  /** Does nothing for so long, and goes on as if nothing had been. */
  stalls(ms: number): void;
  /** Its clock is off by this much from now on. */
  clockIsOff(ms: number): void;
  /** A part of the store, of the bank or of the messenger as this process reaches it. */
  reaches<T extends object>(target: T, calls: readonly (keyof T & string)[]): T;
}

export interface ProcessParts {
  readonly name: string;
  readonly store: Store;
  readonly http: Http;
  readonly compose: (reached: Reached) => BotParts;
  readonly time: VirtualTime;
  readonly chance: Chance;
  /** The share of writes that the store refuses just now. */
  readonly refusals: () => number;
  /** Told of every call that had its effect. */
  readonly onCall: (process: string, call: string, args: readonly unknown[], result: unknown) => void;
}

export interface Reached {
  readonly store: Store;
  readonly http: Http;
  readonly clock: () => number;
  /** Passes evenly, whatever is done to the clock. */
  readonly steady: () => number;
  readonly reaches: VirtualProcess['reaches'];
}

const OF_STORE = ['load', 'commit', 'claim', 'settle', 'deliver', 'deliveries', 'identify', 'work', 'records'] as const;
const WRITES: readonly string[] = ['commit', 'claim', 'settle', 'deliver', 'identify'];
/** Not counted as work: a process that has nothing to do makes them all day. */
const LOOKS: readonly string[] = ['claim', 'records'];
/** The share of steps that take time, and how much at most. */
const DAWDLES = 0.1;
const LONGEST_DAWDLE_MS = 40;

export function startProcess(parts: ProcessParts): VirtualProcess {
  const { name, time, chance } = parts;
  let isDead = false;
  let stepsLeft = Number.POSITIVE_INFINITY;
  let doom: 'before' | 'after' | undefined;
  let stalledUntil = 0;
  let offMs = 0;
  const clock = () => time.now() + offMs;

  const step = async (call: string) => {
    if (chance.happens(DAWDLES)) await time.passes(chance.between(1, LONGEST_DAWDLE_MS));
    else await time.turn();
    while (stalledUntil > time.now()) await time.passes(stalledUntil - time.now());
    if (!LOOKS.includes(call)) stepsLeft -= 1;
    if (stepsLeft <= 0) isDead = true;
    if (isDead) await new Promise(() => undefined);
  };
  const gate =
    (call: string, target: object, effect: (...args: unknown[]) => unknown) =>
    async (...args: unknown[]) => {
      const isDoomed = doom !== undefined && call === 'request' && isSubmission(args[0]);
      if (isDoomed && doom === 'before') isDead = true;
      await step(call);
      if (WRITES.includes(call) && chance.happens(parts.refusals())) throw new StoreFault('busy');
      const outcome = await Promise.resolve(effect.apply(target, args)).then(
        (result) => {
          parts.onCall(name, call, args, result);
          return () => result;
        },
        (cause: unknown) => () => {
          throw cause;
        },
      );
      if (isDoomed) isDead = true;
      await step(call);
      return outcome();
    };
  const reaches: VirtualProcess['reaches'] = (target, calls) =>
    new Proxy(target, {
      get: (object, property) => {
        const value = Reflect.get(object, property);
        const isGated = typeof value === 'function' && calls.some((call) => call === property);
        return isGated ? gate(String(property), object, value as (...args: unknown[]) => unknown) : value;
      },
    });

  const store = reaches(parts.store, OF_STORE);
  const http = reaches(parts.http, ['request']);
  const bot = composeBot(parts.compose({ store, http, clock, steady: time.now, reaches }));
  for (const worker of [bot.outbox, bot.replies, bot.timers]) worker?.start();
  return {
    name,
    bot,
    reaches,
    now: clock,
    isAlive: () => !isDead,
    dies: () => {
      isDead = true;
    },
    diesAfter: (steps) => {
      stepsLeft = steps;
    },
    diesSubmitting: (when) => {
      doom = when;
    },
    stalls: (ms) => {
      stalledUntil = time.now() + ms;
    },
    clockIsOff: (ms) => {
      offMs = ms;
    },
  };
}

function isSubmission(request: unknown): boolean {
  const { method, url } = request as HttpRequest;
  return method === 'POST' && !url.includes('/oauth2/');
}
