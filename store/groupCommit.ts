import { type StoreFault, toStoreFault } from './storeFault';

/** One transaction at a time on one connection. */
export interface Transaction {
  begin(): void;
  commit(): void;
  /** Must be harmless when the failure already ended the transaction. */
  rollback(): void;
}

export interface GroupCommit {
  /** Runs `write` inside the next group; resolves with its result once the group is durable. */
  submit<T>(write: () => T): Promise<T>;
  /** Commits what is queued now, without waiting for the end of the tick. */
  drain(): void;
}

export interface GroupCommitOptions {
  readonly transaction: Transaction;
  /** How long a group stays open for more members; 0 means until the end of the event loop's tick. */
  readonly windowMs: number;
  /** After each transaction that reached its end: how many members shared it. */
  readonly onCommitted: (members: number) => void;
  readonly onFault: (fault: StoreFault) => void;
}

/** A group blocks the event loop while it is written, so it must stay short however many are waiting. */
const MAX_GROUP = 256;

interface Member {
  readonly write: () => void;
  readonly resolve: () => void;
  readonly reject: (fault: StoreFault) => void;
}

/**
 * Writes that arrive in the same tick share one transaction and so one wait for the disk. No promise settles before
 * the transaction ended, and a member that throws costs its neighbours nothing: the group is run again one by one.
 */
export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  const queue: Member[] = [];
  let scheduled = false;

  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    if (options.windowMs > 0) setTimeout(next, options.windowMs);
    else setImmediate(next);
  };
  const next = () => {
    scheduled = false;
    commitMembers(queue.splice(0, MAX_GROUP), options);
    if (queue.length > 0) schedule();
  };

  return {
    submit: (write) =>
      new Promise((resolve, reject) => {
        queue.push(memberOf(write, resolve, reject));
        schedule();
      }),
    drain: () => {
      while (queue.length > 0) commitMembers(queue.splice(0, MAX_GROUP), options);
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
  };
}

function commitMembers(members: readonly Member[], options: GroupCommitOptions): void {
  if (members.length === 0) return;
  const failure = runGroup(members, options.transaction);
  if (failure === undefined) {
    for (const member of members) member.resolve();
    options.onCommitted(members.length);
  } else if (failure.at === 'member' && members.length > 1) {
    for (const member of members) commitMembers([member], options);
  } else {
    const fault = toStoreFault(failure.cause);
    options.onFault(fault);
    for (const member of members) member.reject(fault);
  }
}

type Failure = { readonly at: 'member' | 'transaction'; readonly cause: unknown };

function runGroup(members: readonly Member[], transaction: Transaction): Failure | undefined {
  let at: Failure['at'] = 'transaction';
  try {
    transaction.begin();
    at = 'member';
    for (const member of members) member.write();
    at = 'transaction';
    transaction.commit();
    return undefined;
  } catch (cause) {
    transaction.rollback();
    return { at, cause };
  }
}
