import type { Register } from '../../store/store';
import type { Presence } from './contract';

export interface PresenceParts {
  readonly register: Pick<Register, 'read' | 'write' | 'list'>;
  readonly clock: () => number;
  readonly onChange: (agent: string, presence: Presence) => void;
}

/** Which of the staff are there. Their pages say so all the time; other processes learn it from the register. */
export interface PresenceBook {
  of(agent: string): Presence;
  /** When they were heard of last; undefined: not for a long time. */
  heardAt(agent: string): number | undefined;
  /** A page of theirs says how it is. */
  heard(agent: string, presence: Presence): Promise<void>;
  /** Learns what other processes heard. */
  refresh(): Promise<void>;
  available(): readonly string[];
}

/** Whoever is not heard of for so long is gone, and their conversations wait for somebody else. */
export const SILENT_MS = 5 * 60_000;
/** So often what is heard is kept for the other processes, unless it changed. */
const KEEP_EVERY_MS = 60_000;
const KIND = 'presence';
const PAGE = 500;

interface Heard {
  readonly at: number;
  readonly presence: Presence;
}

export function createPresence({ register, clock, onChange }: PresenceParts): PresenceBook {
  const known = new Map<string, Heard>();
  const kept = new Map<string, Heard>();
  const of = (agent: string): Presence => {
    const last = known.get(agent);
    return last === undefined || clock() - last.at >= SILENT_MS ? 'offline' : last.presence;
  };
  const note = (agent: string, heard: Heard) => {
    if ((known.get(agent)?.at ?? 0) > heard.at) return;
    const before = of(agent);
    known.set(agent, heard);
    if (of(agent) !== before) onChange(agent, of(agent));
  };
  const keep = async (agent: string, heard: Heard): Promise<void> => {
    kept.set(agent, heard);
    const version = (await register.read(KIND, agent))?.version ?? 0;
    // Lost to another process that heard of them at the same time: it says the same.
    await register.write({ kind: KIND, id: agent, body: { ...heard }, expiresAt: heard.at + 2 * SILENT_MS }, version);
  };
  const learn = async (): Promise<void> => {
    for (let after: string | undefined = ''; after !== undefined; ) {
      const page = await register.list(KIND, { ...(after === '' ? {} : { after }), limit: PAGE });
      // Written above, and nowhere else.
      for (const { id, body } of page) note(id, body as unknown as Heard);
      after = page.length < PAGE ? undefined : page.at(-1)?.id;
    }
  };
  return {
    of,
    heardAt: (agent) => known.get(agent)?.at,
    heard: async (agent, presence) => {
      const last = known.get(agent);
      // Who signs off is heard of no more, and keeps what is in their hands for as long as one who went silent.
      const at = presence === 'offline' && last !== undefined ? last.at : clock();
      const heard = { at, presence };
      note(agent, heard);
      const before = kept.get(agent);
      const isNews = before === undefined || before.presence !== presence || at - before.at >= KEEP_EVERY_MS;
      if (isNews) await keep(agent, heard);
    },
    refresh: async () => {
      await learn();
      for (const [agent, { at, presence }] of known) {
        if (clock() - at < SILENT_MS) continue;
        known.delete(agent);
        if (presence !== 'offline') onChange(agent, 'offline');
      }
    },
    available: () => [...known.keys()].filter((agent) => of(agent) === 'available'),
  };
}
