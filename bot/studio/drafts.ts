import { randomUUID } from 'node:crypto';
import type { Register, RegisterEntry } from '../../store/store';
import { contentHash } from './contentHash';
import type { Content, Draft, DraftRow, NotAFlow } from './contract';
import { readContent } from './readContent';

/** What designers work on. Two who save at once never write over one another: the later one is given the other's. */
export interface Drafts {
  list(): Promise<readonly DraftRow[]>;
  find(id: string): Promise<Draft | undefined>;
  begin(wish: DraftWish, by: string): Promise<Draft | NotAFlow | 'tooMany'>;
  /** Undefined when there is no such draft. */
  save(id: string, saving: Saving, by: string): Promise<Draft | NotAFlow | { readonly theirs: Draft } | undefined>;
  remove(id: string): Promise<void>;
}

export interface DraftWish {
  readonly title: string;
  /** The version it is begun from. */
  readonly base: number;
  readonly flow: unknown;
  readonly words: unknown;
}

export interface Saving {
  /** The one that the changes were made to. */
  readonly revision: number;
  readonly title: string;
  readonly flow: unknown;
  readonly words: unknown;
}

const KIND = 'flowDraft';
const MOST = 200;

export function createDrafts(register: Register, clock: () => number): Drafts {
  const find = async (id: string) => {
    const entry = await register.read(KIND, id);
    return entry && draftOf(entry);
  };
  return {
    list: async () => {
      const entries = await register.list(KIND, { limit: MOST });
      return entries
        .map(draftOf)
        .map(rowOf)
        .sort((one, other) => other.savedAt - one.savedAt);
    },
    find,
    async begin({ title, base, flow, words }, by) {
      const read = readContent(flow, words);
      if ('problems' in read) return notAFlow(read.problems);
      if ((await register.list(KIND, { limit: MOST })).length >= MOST) return 'tooMany';
      const { content, parsed } = read;
      const kept: Kept = {
        ...content,
        ...{ title, base, owner: by, makers: [by] },
        ...{ flowId: parsed.id, hash: contentHash(parsed, content.words), savedAt: clock(), savedBy: by },
      };
      const id = randomUUID();
      await register.write({ kind: KIND, id, body: { ...kept } }, 0);
      return { ...kept, id, revision: 1 };
    },
    async save(id, { revision, title, flow, words }, by) {
      const read = readContent(flow, words);
      if ('problems' in read) return notAFlow(read.problems);
      const before = await find(id);
      if (before === undefined) return undefined;
      if (before.revision !== revision) return { theirs: before };
      const { content, parsed } = read;
      const hash = contentHash(parsed, content.words);
      const makers = hash === before.hash || before.makers.includes(by) ? before.makers : [...before.makers, by];
      const { id: _id, revision: _revision, ...rest } = before;
      const kept: Kept = { ...rest, ...content, title, hash, makers, savedAt: clock(), savedBy: by };
      const outcome = await register.write({ kind: KIND, id, body: { ...kept } }, revision);
      if (outcome === 'written') return { ...kept, id, revision: revision + 1 };
      const theirs = await find(id);
      return theirs && { theirs };
    },
    remove: (id) => register.remove(KIND, id),
  };
}

type Kept = Omit<Draft, 'id' | 'revision'>;

/** As it was written here, so its shape is known. */
function draftOf({ id, version, body }: RegisterEntry): Draft {
  return { ...(body as unknown as Kept), id, revision: version };
}

function rowOf({ flow: _flow, words: _words, ...row }: Draft & Content): DraftRow {
  return row;
}

export function notAFlow(problems: readonly string[]): NotAFlow {
  return { code: 'NotAFlow', message: 'This is no flow. Correct what is listed and try again.', problems };
}
