import type { Holder } from './store';

/** Since the same time, too: a run may hold a name anew. */
export function isSameHolder(one: Holder, other: Holder): boolean {
  return isSameRun(one, other) && one.at === other.at;
}

export function isSameRun(one: Pick<Holder, 'conversationId' | 'run'>, other: Pick<Holder, 'conversationId' | 'run'>) {
  return one.conversationId === other.conversationId && one.run === other.run;
}
