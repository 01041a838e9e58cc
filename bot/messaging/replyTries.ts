import type { WorkItem } from '../../store/documents';

/** What this process knows of earlier attempts at a reply. */
export interface Tried {
  /** When the first of them began, steadily counted; the present one, if it is the first. */
  readonly since: number;
  readonly failures: number;
  /** Too early for another one. */
  readonly notBefore: number;
  /** Something may have reached the provider unnoticed: look there before sending. */
  readonly isDoubtful: boolean;
  /** Whether this process made all of them. */
  readonly isWhole: boolean;
}

/**
 * Remembers, while this process lives, how attempts at replies went. What it does not know of counts as doubtful: an
 * attempt of a process that ended, or of another one.
 */
export interface Tries {
  of(item: WorkItem): Tried;
  failed(item: WorkItem, tried: Tried, how: { readonly at: number; readonly isDoubtful: boolean }): void;
  /** The claim was given back without an attempt. */
  waits(item: WorkItem, tried: Tried, at: number): void;
  forget(item: WorkItem): void;
}

/** What a provider has just taken may not be listed yet. */
export const UNTIL_LISTED_MS = 5_000;

export function createTries(clock: () => number, steady: () => number): Tries {
  const startedAt = clock();
  const known = new Map<string, Tried & { readonly attempts: number }>();
  const keep = (item: WorkItem, tried: Tried) => known.set(keyOf(item), { ...tried, attempts: item.attempts });
  return {
    of(item) {
      const before = known.get(keyOf(item));
      if (before === undefined) return unknown(item, steady(), startedAt);
      const isUnbroken = before.attempts === item.attempts - 1 && !item.orphaned;
      return isUnbroken ? before : { ...before, isDoubtful: true, isWhole: false };
    },
    failed(item, tried, { at, isDoubtful }) {
      // What was in doubt once stays so: a slow request may arrive after it was looked for.
      keep(item, {
        ...tried,
        failures: tried.failures + 1,
        notBefore: at,
        isDoubtful: tried.isDoubtful || isDoubtful,
      });
    },
    waits: (item, tried, at) => void keep(item, { ...tried, notBefore: at }),
    forget: (item) => void known.delete(keyOf(item)),
  };
}

/**
 * The attempt before may have been cut off in the moment of sending, and another process may have begun right then. A
 * second try of what failed for good (`bot/messaging/delivery.ts`) inherits the doubts of the first.
 */
function unknown(item: WorkItem, now: number, startedAt: number): Tried {
  const isFirst = item.attempts === 1 && !item.orphaned;
  const isSecondTry = SECOND_TRY.test(item.id);
  return {
    since: now,
    failures: 0,
    notBefore: isFirst ? 0 : startedAt + UNTIL_LISTED_MS,
    isDoubtful: !isFirst || isSecondTry,
    isWhole: isFirst && !isSecondTry,
  };
}

const SECOND_TRY = /:(again|wait)\d*$/;

function keyOf({ conversationId, id }: WorkItem): string {
  return `${conversationId}\n${id}`;
}
