import type { OperatorThread } from '../operator/thread';
import { type Account, type Grant, grantInWords, grantOf } from './account';
import type { Accounts } from './accounts';
import type { Invite, Invites } from './invites';

/** What who runs the product does with accounts, by command. Each act is kept in the audit with who did it. */
export interface Administration {
  /** Gives the token of an invite, or why there is none. */
  add(account: string, grant: Grant, by: string): Promise<string | 'exists'>;
  /** For somebody who lost password or app: what they have works until they accept. */
  invite(account: string, by: string): Promise<string | 'unknown'>;
  change(account: string, grant: Partial<Grant>, by: string): Promise<'done' | 'unknown'>;
  /** Ends every session at once; with `isOn` nothing but a sign-in opens another. */
  setActive(account: string, isOn: boolean, by: string): Promise<'done' | 'unknown'>;
  list(): Promise<{
    readonly accounts: readonly (readonly [id: string, account: Account])[];
    readonly invites: readonly Invite[];
  }>;
}

export interface AdministrationParts {
  readonly accounts: Accounts;
  readonly invites: Invites;
  readonly thread: Pick<OperatorThread, 'append'>;
}

export function createAdministration({ accounts, invites, thread }: AdministrationParts): Administration {
  const audit = (operator: string, action: string, subject: string, details: Readonly<Record<string, string>> = {}) =>
    thread.append(() => ({ operator, action, subject, details }));
  return {
    async add(account, grant, by) {
      if ((await accounts.read(account)) !== undefined) return 'exists';
      await audit(by, 'staff.invited', account, grantInWords(grant));
      return invites.make({ account, purpose: 'new', grant, by });
    },
    async invite(account, by) {
      const known = await accounts.read(account);
      if (known === undefined) return 'unknown';
      await audit(by, 'staff.invitedAgain', account);
      return invites.make({ account, purpose: 'recovery', grant: grantOf(known), by });
    },
    async change(account, grant, by) {
      if ((await accounts.read(account)) === undefined) return 'unknown';
      await audit(by, 'staff.changed', account, grantInWords(grant));
      await accounts.change(account, (known) => ({ ...known, ...grant }));
      return 'done';
    },
    async setActive(account, isOn, by) {
      if ((await accounts.read(account)) === undefined) return 'unknown';
      await audit(by, isOn ? 'staff.enabled' : 'staff.disabled', account);
      if (!isOn) await invites.withdraw(account);
      await accounts.change(account, (known) => ({
        ...known,
        status: isOn ? 'active' : 'disabled',
        generation: known.generation + 1,
      }));
      return 'done';
    },
    list: async () => ({ accounts: await accounts.list(), invites: await invites.list() }),
  };
}
