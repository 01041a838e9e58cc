import { randomUUID } from 'node:crypto';
import type { Register } from '../../../store/store';
import type { ConversationTest, KeptTest } from './contract';
import { TestShape } from './conversationTest';

/** Whose tests: a draft's, which its designers change, or a version's, which stay as they were when it was published. */
export type TestOwner = VersionOwner | { readonly draft: string; readonly begunFrom: VersionOwner };
export interface VersionOwner {
  readonly flowId: string;
  readonly version: number;
}

/** Where recorded conversations are kept. Until it changes one, a draft has those of the version it was begun from. */
export interface TestShelf {
  list(owner: TestOwner): Promise<readonly KeptTest[]>;
  keep(owner: TestOwner, test: ConversationTest, id?: string): Promise<KeptTest | 'tooMany'>;
  remove(owner: TestOwner, id: string): Promise<void>;
  /** A draft becomes a version: what the draft has the version has from then on. */
  publish(draft: TestOwner, as: VersionOwner): Promise<void>;
}

const KIND = 'flowTest';
/** Says that an owner has tests of its own, be it none. */
const OWNED = 'flowTestOwner';
const MOST = 500;
const PAGE = 200;

/** `shipped`: the tests of versions that came with the product. */
export function createTestShelf(register: Register, shipped: (owner: VersionOwner) => readonly KeptTest[]): TestShelf {
  const list = async (owner: TestOwner): Promise<readonly KeptTest[]> => {
    if ((await register.read(OWNED, nameOf(owner))) !== undefined) return ownTests(register, nameOf(owner));
    return 'draft' in owner ? list(owner.begunFrom) : shipped(owner);
  };
  const write = async (owner: TestOwner, { id, test }: KeptTest): Promise<void> => {
    const name = `${nameOf(owner)}:${id}`;
    for (;;) {
      const version = (await register.read(KIND, name))?.version ?? 0;
      if ((await register.write({ kind: KIND, id: name, body: { test } }, version)) === 'written') return;
    }
  };
  /** Its own from now on. Two who do this at once write the same. */
  const own = async (owner: TestOwner, tests?: readonly KeptTest[]): Promise<readonly KeptTest[]> => {
    const known = tests ?? (await list(owner));
    if ((await register.read(OWNED, nameOf(owner))) !== undefined) return known;
    for (const one of known) await write(owner, one);
    await register.write({ kind: OWNED, id: nameOf(owner), body: {} }, 0);
    return known;
  };
  return {
    list,
    async keep(owner, test, id = randomUUID()) {
      const known = await own(owner);
      if (known.length >= MOST && !known.some((one) => one.id === id)) return 'tooMany';
      await write(owner, { id, test });
      return { id, test };
    },
    async remove(owner, id) {
      await own(owner);
      await register.remove(KIND, `${nameOf(owner)}:${id}`);
    },
    publish: async (draft, as) => void (await own(as, await list(draft))),
  };
}

async function ownTests(register: Register, name: string): Promise<readonly KeptTest[]> {
  const prefix = `${name}:`;
  const found: KeptTest[] = [];
  for (let after = prefix; ; ) {
    const page = await register.list(KIND, { after, limit: PAGE });
    const mine = page.filter(({ id }) => id.startsWith(prefix));
    for (const { id, body } of mine) {
      const test = TestShape.safeParse(body.test);
      // One that a later release wrote is left where it is.
      if (test.success) found.push({ id: id.slice(prefix.length), test: test.data });
    }
    const last = mine.at(-1);
    if (last === undefined || mine.length < PAGE) return found.sort((a, b) => (a.test.name < b.test.name ? -1 : 1));
    after = last.id;
  }
}

function nameOf(owner: TestOwner): string {
  return 'draft' in owner ? `draft:${owner.draft}` : `version:${owner.flowId}:${owner.version}`;
}
