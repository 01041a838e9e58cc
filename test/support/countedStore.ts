import type { BotParts } from '../../bot/composeBot';

type Store = BotParts['store'];

export interface CountedStore {
  readonly store: Store;
  /** What was asked of it since this was last asked, by what and how often: `records case` names the kind. */
  taken(): Readonly<Record<string, number>>;
}

/** A real store that counts what is asked of it. */
export function countedStore(real: Store): CountedStore {
  const counts = new Map<string, number>();
  const note = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  const store = new Proxy(real, {
    get(target, name) {
      const part = Reflect.get(target, name);
      if (typeof part !== 'function') return part;
      return (...asked: readonly unknown[]) => {
        note(OF_A_KIND.includes(String(name)) ? `${String(name)} ${String(asked[0])}` : String(name));
        return part.apply(target, asked);
      };
    },
  });
  return {
    store,
    taken() {
      const taken = Object.fromEntries([...counts].sort(([one], [other]) => (one < other ? -1 : 1)));
      counts.clear();
      return taken;
    },
  };
}

const OF_A_KIND: readonly string[] = ['records', 'read', 'write', 'list'];
