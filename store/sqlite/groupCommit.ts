import { randomInt } from 'node:crypto';
import { StoreFault, toStoreFault } from '../storeFault';

/** One transaction at a time on one connection. */
export interface Transaction {
  /** False when another process is writing just now. */
  begin(): boolean;
  commit(): void;
  /** Whether what is written now is undone when the commit fails: SQLite ends a transaction by itself at some faults. */
  isOpen(): boolean;
  /** Must be harmless when the failure already ended the transaction. */
  rollback(): void;
}

export interface GroupCommit {
  /** Runs `write` inside the next group; resolves with its result once the group is durable. */
  submit<T>(write: () => T): Promise<T>;
  /** Resolves when all that is queued now has been committed or refused. */
  drain(): Promise<void>;
}

export interface GroupCommitOptions {
  readonly transaction: Transaction;
  /** How long a group stays open for more members; 0 means until the end of the event loop's tick. */
  readonly windowMs: number;
  /** How long the file is left to other processes after each group; 0 where there are none. */
  readonly restMs: number;
  /** After each transaction that reached its end: how many members shared it. */
  readonly onCommitted: (members: number) => void;
  readonly onFault: (fault: StoreFault) => void;
}

/** A group blocks the event loop while it is written, so it must stay short however many are waiting. */
const MAX_GROUP = 256;
/** So long other processes may keep a caller waiting before it is told. */
const PATIENCE_MS = 5_000;
/** By chance between these, so that two who met once do not meet again and again. */
const [SHORTEST_WAIT_MS, LONGEST_WAIT_MS] = [1, 3];
const LONGEST_ADDED_MS = 8;

interface Member {
  readonly write: () => void;
  readonly resolve: () => void;
  readonly reject: (fault: StoreFault) => void;
  /** Since when others keep it waiting, by a steady clock. */
  heldUpSince: number | undefined;
}

/**
 * Writes that arrive in the same tick share one transaction and so one wait for the disk. No promise settles before
 * the transaction ended, and a member that throws costs its neighbours nothing: the group is run again one by one.
 *
 * While another process writes, nothing stands still here: turns go on, and what they write joins the group that waits.
 */
export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  const { transaction, windowMs, restMs } = options;
  const queue: Member[] = [];
  let isScheduled = false;
  /** How many at the head of the queue are to be written one by one. */
  let single = 0;
  let restsUntil = 0;

  const schedule = () => {
    if (isScheduled) return;
    isScheduled = true;
    const restLeft = restMs > 0 ? restsUntil - performance.now() : 0;
    if (windowMs > 0 || restLeft > 0) setTimeout(next, Math.max(windowMs, restLeft));
    else setImmediate(next);
  };

  const next = () => {
    isScheduled = false;
    const begun = begin(transaction);
    if (begun === 'taken') return waitForOthers();
    for (const member of queue) member.heldUpSince = undefined;
    const members = queue.splice(0, single > 0 ? 1 : MAX_GROUP);
    single = Math.max(0, single - 1);
    settle(members, begun ?? runGroup(members, transaction));
    if (restMs > 0) restsUntil = performance.now() + restMs;
    if (queue.length > 0) schedule();
  };

  const settle = (members: readonly Member[], failure: Failure | undefined) => {
    if (failure === undefined) {
      for (const member of members) member.resolve();
      options.onCommitted(members.length);
    } else if (failure.at === 'member' && members.length > 1) {
      queue.unshift(...members);
      single += members.length;
    } else {
      refuse(members, toStoreFault(failure.cause));
    }
  };

  const refuse = (members: readonly Member[], fault: StoreFault) => {
    options.onFault(fault);
    for (const member of members) member.reject(fault);
  };

  const waitForOthers = () => {
    const now = performance.now();
    for (const member of queue) member.heldUpSince ??= now;
    const heldUpFor = ({ heldUpSince = now }: Member) => now - heldUpSince;
    // Whoever came first has waited longest.
    const impatient = queue.splice(0, queue.filter((member) => heldUpFor(member) >= PATIENCE_MS).length);
    single = Math.max(0, single - impatient.length);
    if (impatient.length > 0) refuse(impatient, keptWriting());
    const [first] = queue;
    if (first === undefined) return;
    // Whoever has waited long waits for something slow, and each look costs a little.
    const added = Math.min(LONGEST_ADDED_MS, heldUpFor(first) / 16);
    isScheduled = true;
    setTimeout(next, randomInt(SHORTEST_WAIT_MS, LONGEST_WAIT_MS + 1) + added);
  };

  const submit = <T>(write: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      queue.push(memberOf(write, resolve, reject));
      schedule();
    });

  return {
    submit,
    drain: async () => {
      // It comes last, so when it has ended all others have.
      if (queue.length > 0) await submit(() => {}).catch(() => {});
    },
  };
}

function memberOf<T>(write: () => T, resolve: (result: T) => void, reject: (fault: StoreFault) => void): Member {
  let deliver = () => {};
  return {
    write: () => {
      const result = write();
      deliver = () => resolve(result);
    },
    resolve: () => deliver(),
    reject,
    heldUpSince: undefined,
  };
}

type Failure = { readonly at: 'member' | 'transaction'; readonly cause: unknown };

function begin(transaction: Transaction): Failure | 'taken' | undefined {
  try {
    return transaction.begin() ? undefined : 'taken';
  } catch (cause) {
    transaction.rollback();
    return { at: 'transaction', cause };
  }
}

function keptWriting(): StoreFault {
  return new StoreFault('busy', { detail: `other processes kept writing for ${PATIENCE_MS} ms` });
}

function runGroup(members: readonly Member[], transaction: Transaction): Failure | undefined {
  let at: Failure['at'] = 'member';
  try {
    for (const member of members) {
      at = 'member';
      member.write();
      at = 'transaction';
      // What the next one wrote would be kept at once, and this one's neighbours are undone already.
      if (!transaction.isOpen()) throw new StoreFault('unexpected', { detail: 'the transaction ended by itself' });
    }
    transaction.commit();
    return undefined;
  } catch (cause) {
    transaction.rollback();
    return { at, cause };
  }
}
