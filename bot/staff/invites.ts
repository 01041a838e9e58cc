import { z } from 'zod';
import type { Register } from '../../store/store';
import { Grant } from './account';
import { hashOfToken, isToken, newToken } from './tokens';
import { newTotpSecret } from './totp';

/** A link that makes one account, or gives an account another password and authenticator app. It works once. */
export const Invite = z.strictObject({
  /** Undefined: who accepts chooses; only the very first may. */
  account: z.string().optional(),
  purpose: z.enum(['first', 'new', 'recovery']),
  grant: Grant,
  /** Made with the invite, so that a page that is loaded again shows the same. */
  totpSecret: z.string(),
  by: z.string(),
  expiresAt: z.number(),
});
export type Invite = z.infer<typeof Invite>;

export interface Invites {
  /** Gives the token; those of before for the same account are worth nothing any more. */
  make(invite: Omit<Invite, 'totpSecret' | 'expiresAt'>): Promise<string>;
  /** Undefined: there is none, it was used, or it ran out. */
  read(token: string): Promise<Invite | undefined>;
  /** False when somebody else was faster. */
  use(token: string): Promise<boolean>;
  withdraw(account: string | undefined): Promise<void>;
  list(): Promise<readonly Invite[]>;
}

const KIND = 'invite';
const LASTS_MS: Readonly<Record<Invite['purpose'], number>> = {
  first: 24 * 3_600_000,
  new: 72 * 3_600_000,
  recovery: 24 * 3_600_000,
};
const MOST_INVITES = 10_000;

export function createInvites(register: Register, clock: () => number): Invites {
  const all = async () =>
    (await register.list(KIND, { limit: MOST_INVITES }))
      .flatMap(({ id, body }) => ('usedAt' in body ? [] : [{ id, invite: Invite.parse(body) }]))
      .filter(({ invite }) => clock() < invite.expiresAt);
  const withdraw = async (account: string | undefined) => {
    for (const { id, invite } of await all()) if (invite.account === account) await register.remove(KIND, id);
  };
  const find = async (token: string) => {
    const entry = isToken(token) ? await register.read(KIND, hashOfToken(token)) : undefined;
    if (entry === undefined || 'usedAt' in entry.body) return undefined;
    const invite = Invite.parse(entry.body);
    return clock() < invite.expiresAt ? { entry, invite } : undefined;
  };
  return {
    async make(invite) {
      await withdraw(invite.account);
      const token = newToken();
      const expiresAt = clock() + LASTS_MS[invite.purpose];
      const body = { ...invite, totpSecret: newTotpSecret(), expiresAt };
      await register.write({ kind: KIND, id: hashOfToken(token), body, expiresAt }, 0);
      return token;
    },
    read: async (token) => (await find(token))?.invite,
    async use(token) {
      const found = await find(token);
      if (found === undefined) return false;
      // Written over rather than removed, so that of two at once one is told.
      const { id, version } = found.entry;
      const spent = { kind: KIND, id, body: { usedAt: clock() }, expiresAt: found.invite.expiresAt };
      return (await register.write(spent, version)) === 'written';
    },
    withdraw,
    list: async () => (await all()).map(({ invite }) => invite),
  };
}
