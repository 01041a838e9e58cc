import type { Market } from '../../machines/market';
import type { Register } from '../../store/store';
import type { OperatorThread } from '../operator/thread';
import type { Log } from '../telemetry';
import { type Acceptance, type AcceptanceForm, accept } from './acceptance';
import { grantInWords, principalOf, ROLES } from './account';
import { type Accounts, createAccounts } from './accounts';
import { type Administration, createAdministration } from './administration';
import { createInvites, type Invite } from './invites';
import { createKnownBrowsers } from './knownBrowser';
import type { OidcMapping } from './oidcConfig';
import { type Vouched, vouchedFor } from './oidcSignIn';
import { createPasswords } from './passwords';
import type { Member, Principal } from './principal';
import { createStaffSessions, type StaffSessions } from './sessions';
import { auditLocks, type Credentials, type SignInOutcome, signIn, withCodeSpent } from './signIn';
import { createTries } from './tries';

/** Everybody who works with the product, and how they prove who they are. */
export interface Staff {
  readonly sessions: StaffSessions;
  readonly administration: Administration;
  signIn(given: Credentials): Promise<SignInOutcome>;
  /** Signs in whom the bank's own sign-in vouches for. */
  signInVouched(
    claims: Parameters<typeof vouchedFor>[0],
    mapping: OidcMapping,
  ): Promise<Extract<SignInOutcome, { status: 'signedIn' }> | Exclude<Vouched, { status: 'known' }>>;
  /** Proves by a code that it is still them: gives the token that replaces the session's own. */
  prove(token: string, code: string): Promise<string | undefined>;
  /** What an invite is for, without what only its page needs. */
  invited(token: string): Promise<Invite | undefined>;
  accept(token: string, form: AcceptanceForm): Promise<Acceptance>;
  /** Signs in who has just accepted. */
  beginAfter(acceptance: Extract<Acceptance, { status: 'accepted' }>): Promise<{ token: string; browser: string }>;
  /** The token of an invite for the first account of all; undefined when there is somebody. */
  inviteFirst(markets: readonly Market[]): Promise<string | undefined>;
  /** Everybody whose account is in use. */
  people(): Promise<readonly Principal[]>;
  /** And those whose account is not, or not any more. */
  everybody(): Promise<readonly Member[]>;
  /** Ends all sessions of somebody who asked for it. */
  endAll(account: string): Promise<void>;
}

export interface StaffParts {
  readonly register: Register;
  readonly thread: Pick<OperatorThread, 'append'>;
  readonly clock: () => number;
  readonly pseudonym: (text: string) => string;
  /** What marks of browsers are sealed with. */
  readonly browserKey: string;
  readonly log: Pick<Log, 'warn'>;
}

export function createStaff({ register, thread, clock, pseudonym, browserKey, log }: StaffParts): Staff {
  const accounts = createAccounts(register);
  const invites = createInvites(register, clock);
  const sessions = createStaffSessions({ register, accounts, clock });
  const passwords = createPasswords();
  const knownBrowsers = createKnownBrowsers(browserKey);
  const tries = createTries(register, clock);
  const audit = (account: string, action: string, details: Readonly<Record<string, string>> = {}) =>
    thread.append(() => ({ operator: account, action, subject: account, details }));
  const everybody = async () =>
    (await accounts.list()).map(([id, account]) => ({
      principal: principalOf(id, account),
      isActive: account.status === 'active',
    }));
  return {
    sessions,
    administration: createAdministration({ accounts, invites, thread }),
    signIn: (given) =>
      signIn(given, { accounts, sessions, tries, passwords, knownBrowsers, thread, pseudonym, clock, log }),
    async signInVouched(claims, mapping) {
      const vouched = await vouchedFor(claims, mapping, { accounts, thread, clock });
      if (vouched.status !== 'known') return vouched;
      const { account, generation } = vouched;
      await audit(account, 'staff.signedIn', { by: 'oidc' });
      const token = await sessions.begin(account, generation);
      return { status: 'signedIn', token, browser: knownBrowsers.mark(account), account };
    },
    async prove(token, code) {
      const account = (await sessions.find(token, false))?.principal.id;
      if (account === undefined) return undefined;
      const tried = [`proof:${pseudonym(account)}`];
      if ((await tries.begin(tried)) !== undefined) return undefined;
      const proven = await accounts.change(account, (known) => withCodeSpent(known, code, clock()));
      if (proven === undefined) {
        await auditLocks(await tries.exhausted(tried), account, thread);
        return undefined;
      }
      await tries.succeeded(tried, []);
      await audit(account, 'staff.proven');
      return sessions.renew(token);
    },
    invited: (token) => invites.read(token),
    accept: (token, form) => accept(token, form, { accounts, invites, passwords, thread, clock }),
    async beginAfter({ account, generation }) {
      await audit(account, 'staff.signedIn', { by: 'invite' });
      return { token: await sessions.begin(account, generation), browser: knownBrowsers.mark(account) };
    },
    inviteFirst: (markets) => inviteFirst(accounts, markets),
    everybody,
    people: async () => (await everybody()).flatMap(({ principal, isActive }) => (isActive ? [principal] : [])),
    async endAll(account) {
      await audit(account, 'staff.signedOutEverywhere');
      await sessions.endAll(account);
    },
  };

  async function inviteFirst(known: Accounts, markets: readonly Market[]): Promise<string | undefined> {
    if (!(await known.isEmpty())) return undefined;
    const grant = { roles: [...ROLES], markets: [...markets], languages: [] };
    await thread.append(() => ({
      operator: 'start',
      action: 'staff.invited',
      subject: 'first',
      details: grantInWords(grant),
    }));
    return invites.make({ purpose: 'first', grant, by: 'start' });
  }
}
