import type { Place } from './seal';

/** How a body lies in its row: sealed, or as text in the clear. */
export interface RowBody {
  readonly body: string;
  readonly sealed: Buffer | null;
}

/** Where each kind of body belongs; the same for every store. */
export const placeOf = {
  conversation: (conversationId: string, version: number): Place => {
    return { table: 'conversation', conversationId, row: '', version };
  },
  /** `last`: the position of its last entry. */
  transcript: (conversationId: string, last: number): Place => {
    return { table: 'transcript', conversationId, row: '', version: last };
  },
  /** `written`: the version of the conversation with which it was written last, for cases change. */
  record: (conversationId: string, { id, kind, written }: Written): Place => {
    return { table: `record.${kind}`, conversationId, row: id, version: written };
  },
  work: (conversationId: string, { id, kind }: Omit<Written, 'written'>): Place => {
    return { table: `work.${kind}`, conversationId, row: id, version: 0 };
  },
  /** Of a name and the conversation it leads to, both of which lie in the clear. */
  name: (kind: string, name: string, conversationId: string): Place => {
    return { table: `identity.${kind}`, conversationId, row: name, version: 0 };
  },
  notice: (id: string): Place => ({ table: 'record.notice', conversationId: '', row: id, version: 0 }),
  /** Of no conversation; its kind stands there instead. */
  register: (kind: string, { id, version }: { readonly id: string; readonly version: number }): Place => {
    return { table: 'register', conversationId: kind, row: id, version };
  },
};

interface Written {
  readonly id: string;
  readonly kind: string;
  readonly written: number;
}
