import type { Register, RegisterEntry } from '../../store/store';

/** A register in memory that keeps what it promises, for tests of what is built on one. */
export function createMemoryRegister(clock: () => number): Register {
  const entries = new Map<string, RegisterEntry>();
  const keyOf = (kind: string, id: string) => JSON.stringify([kind, id]);
  const isThere = (entry: RegisterEntry | undefined): entry is RegisterEntry =>
    entry !== undefined && (entry.expiresAt === undefined || entry.expiresAt > clock());
  const read = (kind: string, id: string) => {
    const entry = entries.get(keyOf(kind, id));
    return isThere(entry) ? entry : undefined;
  };
  return {
    read: async (kind, id) => structuredClone(read(kind, id)),
    async write(entry, expectedVersion) {
      if ((read(entry.kind, entry.id)?.version ?? 0) !== expectedVersion) return 'conflict';
      entries.set(keyOf(entry.kind, entry.id), structuredClone({ ...entry, version: expectedVersion + 1 }));
      return 'written';
    },
    async list(kind, { after = '', limit }) {
      const found = [...entries.values()].filter((entry) => isThere(entry) && entry.kind === kind && entry.id > after);
      return structuredClone(found.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit));
    },
    async remove(kind, id) {
      entries.delete(keyOf(kind, id));
    },
  };
}
