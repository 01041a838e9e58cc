import { createReplies, type Replies } from '../../../../bot/messaging/replies';
import type { RepliesParts } from '../../../../bot/messaging/replyWorker';

/** At which of its steps (calls of the store, the provider and the turn) a worker dies: before or after its effect. */
export interface Dying {
  readonly step: number;
  readonly moment: 'before' | 'after';
}

/** Once dead, nothing it does has an effect, and it learns nothing more. */
export interface Worker {
  readonly replies: Replies;
  isDead(): boolean;
  /** Whether it waits for an answer. */
  isBusy(): boolean;
  dies(): void;
}

const OF_STORE = ['claim', 'load', 'transcript', 'deliveries', 'deliver', 'settle', 'commit', 'work', 'nextDueAt'];
const OF_MESSENGER = ['send', 'find', 'purge'];

type Call = (...args: never[]) => unknown;

/** The real worker on parts that differ from the real ones only in dying. */
export function createMortalWorker(parts: RepliesParts, dying?: Dying): Worker {
  let isDead = false;
  let steps = 0;
  let pending = 0;
  const done = () => {
    pending -= 1;
  };
  const gate = (call: Call) => {
    return async (...args: never[]) => {
      steps += 1;
      const isLast = dying?.step === steps;
      if (isLast && dying.moment === 'before') isDead = true;
      if (isDead) throw new Error('the process is gone');
      const result = call(...args);
      if (isLast) isDead = true;
      pending += 1;
      await Promise.resolve(result).then(done, done);
      if (isDead) throw new Error('the process is gone');
      return result;
    };
  };
  const gated = <T extends object>(target: T, names: readonly string[]): T =>
    new Proxy(target, {
      get: (object, name) => {
        const value = Reflect.get(object, name);
        return typeof value === 'function' && names.includes(String(name)) ? gate(value as Call) : value;
      },
    });
  const replies = createReplies({
    ...parts,
    store: gated(parts.store, OF_STORE),
    messenger: gated(parts.messenger, OF_MESSENGER),
    report: gate(parts.report as Call) as typeof parts.report,
  });
  return {
    replies,
    isDead: () => isDead,
    isBusy: () => pending > 0,
    dies: () => {
      isDead = true;
      // Only to let go of its timer: it can do nothing any more.
      void replies.stop();
    },
  };
}
