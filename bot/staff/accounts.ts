import type { Register } from '../../store/store';
import { BotFault } from '../errors';
import { Account } from './account';

/** The accounts of the staff. */
export interface Accounts {
  read(id: string): Promise<Account | undefined>;
  /** False when there is one of that name already. */
  create(id: string, account: Account): Promise<boolean>;
  /**
   * Writes what `decide` makes of the account as it is; with nobody else in between. Undefined: there is none, or
   * `decide` wants nothing.
   */
  change(id: string, decide: (account: Account) => Account | undefined): Promise<Account | undefined>;
  list(): Promise<readonly (readonly [id: string, account: Account])[]>;
  isEmpty(): Promise<boolean>;
}

const KIND = 'staff';
const MOST_ATTEMPTS = 20;
const PAGE = 200;

export function createAccounts(register: Register): Accounts {
  return {
    async read(id) {
      const entry = await register.read(KIND, id);
      return entry && Account.parse(entry.body);
    },
    create: async (id, body) => (await register.write({ kind: KIND, id, body }, 0)) === 'written',
    async change(id, decide) {
      for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
        const entry = await register.read(KIND, id);
        const body = entry && decide(Account.parse(entry.body));
        if (entry === undefined || body === undefined) return undefined;
        if ((await register.write({ kind: KIND, id, body }, entry.version)) === 'written') return body;
      }
      throw new BotFault('TURN_CONFLICT', 'Others kept changing this account first. Try again.');
    },
    async list() {
      const found: [string, Account][] = [];
      for (let after: string | undefined = ''; after !== undefined; ) {
        const page = await register.list(KIND, { ...(after === '' ? {} : { after }), limit: PAGE });
        found.push(...page.map(({ id, body }) => [id, Account.parse(body)] as [string, Account]));
        after = page.length < PAGE ? undefined : page.at(-1)?.id;
      }
      return found;
    },
    isEmpty: async () => (await register.list(KIND, { limit: 1 })).length === 0,
  };
}
