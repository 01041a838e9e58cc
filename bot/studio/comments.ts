import { randomUUID } from 'node:crypto';
import type { Register } from '../../store/store';
import type { Principal } from '../staff/principal';
import type { Comment } from './contract';
import { StudioFault } from './studioFault';

/** What people say to each other about a draft. Who writes at the same time as another does not write over them. */
export interface Comments {
  list(draft: string): Promise<readonly Comment[]>;
  add(draft: string, who: Principal, said: Pick<Comment, 'text' | 'step'>): Promise<readonly Comment[]>;
}

const KIND = 'flowComments';
const MOST = 500;
const MOST_TRIES = 10;

export function createComments(register: Register, clock: () => number): Comments {
  const read = async (draft: string) => {
    const entry = await register.read(KIND, draft);
    // As it was written here.
    return { version: entry?.version ?? 0, comments: (entry?.body.comments ?? []) as readonly Comment[] };
  };
  return {
    list: async (draft) => (await read(draft)).comments,
    async add(draft, { id: by, name }, said) {
      const comment = { id: randomUUID(), by, name, at: clock(), ...said };
      for (let tries = 1; tries <= MOST_TRIES; tries++) {
        const { version, comments } = await read(draft);
        const body = { comments: [...comments, comment].slice(-MOST) };
        if ((await register.write({ kind: KIND, id: draft, body }, version)) === 'written') return body.comments;
      }
      throw new StudioFault(
        'COMMENTS_CONTENDED',
        `Others kept writing about draft ${draft} first; send the comment again.`,
      );
    },
  };
}
