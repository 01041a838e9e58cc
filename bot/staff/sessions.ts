import { z } from 'zod';
import type { Register, RegisterEntry } from '../../store/store';
import { principalOf } from './account';
import type { Accounts } from './accounts';
import type { Session, Sessions } from './session';
import { csrfOf, hashOfToken, isToken, newToken } from './tokens';

/** Sessions of people who are signed in, and how they begin and end. */
export interface StaffSessions extends Sessions {
  /** Gives the token for the browser; nothing but its hash is kept. `generation`: of the account as it was proven. */
  begin(account: string, generation: number): Promise<string>;
  /** The same session under another token, proven now. The one before is worth nothing from then on. */
  renew(token: string): Promise<string | undefined>;
  end(token: string): Promise<void>;
  /** Ends every session of an account. */
  endAll(account: string): Promise<void>;
}

export const IDLE_MS = 15 * 60_000;
export const ABSOLUTE_MS = 8 * 3_600_000;
/** Not every request is worth a write: a session may end this much early, and never late. */
const NOTED_EACH_MS = 30_000;
const KIND = 'session';

const Body = z.strictObject({
  account: z.string(),
  generation: z.number(),
  createdAt: z.number(),
  usedAt: z.number(),
  provenAt: z.number(),
});
type Body = z.infer<typeof Body>;

interface SessionParts {
  readonly register: Register;
  readonly accounts: Accounts;
  readonly clock: () => number;
}

export function createStaffSessions({ register, accounts, clock }: SessionParts): StaffSessions {
  const keep = (id: string, body: Body, version: number) =>
    register.write({ kind: KIND, id, body, expiresAt: endOf(body).idleEndsAt }, version);
  const open = async (token: string) => {
    if (!isToken(token)) return undefined;
    const entry = await register.read(KIND, hashOfToken(token));
    const body = entry && Body.parse(entry.body);
    // Not left to the store: what ended is over, however late it is cleared away.
    return entry && body && clock() < endOf(body).idleEndsAt ? { entry, body } : undefined;
  };
  const begin = async (body: Body) => {
    const token = newToken();
    await keep(hashOfToken(token), body, 0);
    return token;
  };
  const used = async ({ version, id }: RegisterEntry, body: Body): Promise<Body> => {
    const now = clock();
    if (now - body.usedAt < NOTED_EACH_MS) return body;
    const later = { ...body, usedAt: now };
    // A conflict is another request of the same page, or the end of the session: neither is to be written over.
    return (await keep(id, later, version)) === 'written' ? later : body;
  };
  return {
    async find(token, isUse) {
      const found = await open(token);
      if (found === undefined) return undefined;
      const account = await accounts.read(found.body.account);
      if (account?.status !== 'active' || account.generation !== found.body.generation) return undefined;
      const body = isUse ? await used(found.entry, found.body) : found.body;
      return sessionOf(token, body, principalOf(body.account, account));
    },
    begin: (account, generation) => {
      const now = clock();
      return begin({ account, generation, createdAt: now, usedAt: now, provenAt: now });
    },
    async renew(token) {
      const found = await open(token);
      if (found === undefined) return undefined;
      const now = clock();
      const renewed = await begin({ ...found.body, usedAt: now, provenAt: now });
      await register.remove(KIND, hashOfToken(token));
      return renewed;
    },
    end: (token) => register.remove(KIND, hashOfToken(token)),
    async endAll(account) {
      await accounts.change(account, (known) => ({ ...known, generation: known.generation + 1 }));
    },
  };
}

function endOf({ usedAt, createdAt }: Body) {
  const endsAt = createdAt + ABSOLUTE_MS;
  return { endsAt, idleEndsAt: Math.min(usedAt + IDLE_MS, endsAt) };
}

function sessionOf(token: string, body: Body, principal: Session['principal']): Session {
  return { principal, csrf: csrfOf(token), provenAt: body.provenAt, ...endOf(body) };
}
