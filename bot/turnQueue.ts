/** One turn at a time per conversation in this process. */
export interface TurnQueue {
  /** Runs the work after whatever was asked for in this conversation before. */
  inOrder<T>(conversationId: string, work: () => Promise<T>): Promise<T>;
  /** The most there were at once since this was last asked. */
  mostAtOnce(): number;
  /** Resolves when nothing runs. */
  idle(): Promise<void>;
}

export function createTurnQueue(): TurnQueue {
  const queues = new Map<string, Promise<unknown>>();
  let [atOnce, most] = [0, 0];
  return {
    inOrder(conversationId, work) {
      const before = queues.get(conversationId);
      atOnce += 1;
      most = Math.max(most, atOnce);
      const turn = before === undefined ? work() : before.then(work, work);
      const done = turn.then(ignore, ignore).then(() => {
        atOnce -= 1;
        if (queues.get(conversationId) === done) queues.delete(conversationId);
      });
      queues.set(conversationId, done);
      return turn;
    },
    mostAtOnce() {
      const seen = most;
      most = atOnce;
      return seen;
    },
    async idle() {
      while (queues.size > 0) await Promise.all(queues.values());
    },
  };
}

function ignore(): void {}
