import type { OperatorThread } from '../operator/thread';
import type { Log } from '../telemetry';
import { type Account, AccountName } from './account';
import type { Accounts } from './accounts';
import type { KnownBrowsers } from './knownBrowser';
import { type Passwords, PasswordsBusy } from './passwords';
import type { StaffSessions } from './sessions';
import { periodOf } from './totp';
import type { Tries } from './tries';

/** What somebody gives to sign in, and where it comes from. */
export interface Credentials {
  readonly name: string;
  readonly password: string;
  readonly code: string;
  readonly address: string;
  /** What the browser kept of an earlier sign-in. */
  readonly browser: string | undefined;
}

/** A refusal says neither what was wrong nor whether there is such an account. */
export type SignInOutcome =
  | { readonly status: 'signedIn'; readonly token: string; readonly browser: string; readonly account: string }
  | { readonly status: 'refused' }
  | { readonly status: 'locked'; readonly until: number }
  | { readonly status: 'busy' };

export interface SignInParts {
  readonly accounts: Accounts;
  readonly sessions: StaffSessions;
  readonly tries: Tries;
  readonly passwords: Passwords;
  readonly knownBrowsers: KnownBrowsers;
  readonly thread: Pick<OperatorThread, 'append'>;
  readonly pseudonym: (text: string) => string;
  readonly clock: () => number;
  readonly log: Pick<Log, 'warn'>;
}

/** Signs somebody in by password and code. */
export async function signIn(given: Credentials, parts: SignInParts): Promise<SignInOutcome> {
  const { tries } = parts;
  const { own, shared } = triedBy(given, parts);
  const until = await tries.begin([...shared, ...own]);
  if (until !== undefined) return { status: 'locked', until };
  const proven = await proof(given, parts);
  if (proven === 'busy') {
    await tries.succeeded([], [...own, ...shared]);
    return { status: 'busy' };
  }
  if (proven === undefined) {
    parts.log.warn({ event: 'staff.signInRefused' });
    await auditLocks(await tries.exhausted([...own, ...shared]), await knownName(given.name, parts), parts.thread);
    return { status: 'refused' };
  }
  await tries.succeeded(own, shared);
  const { id, account } = proven;
  await parts.thread.append(() => ({
    operator: id,
    action: 'staff.signedIn',
    subject: id,
    details: { by: 'password' },
  }));
  const token = await parts.sessions.begin(id, account.generation);
  return { status: 'signedIn', token, browser: parts.knownBrowsers.mark(id), account: id };
}

/** Names are not kept as they were typed: some type their password there. */
function triedBy({ name, address, browser }: Credentials, { knownBrowsers, pseudonym }: SignInParts) {
  const account = nameOf(name) ?? name;
  const known = knownBrowsers.triedBy(browser, account);
  if (known !== undefined) return { own: [known], shared: [] };
  return { own: [`account:${pseudonym(account)}`], shared: [`address:${pseudonym(address)}`] };
}

function nameOf(name: string): string | undefined {
  return AccountName.safeParse(name).data;
}

async function knownName(name: string, { accounts }: SignInParts): Promise<string | undefined> {
  const id = nameOf(name);
  return id !== undefined && (await accounts.read(id)) !== undefined ? id : undefined;
}

/** Takes as long for a name that nobody has. The code is spent in the same step in which it is found right. */
async function proof({ name, password, code }: Credentials, { accounts, passwords, clock }: SignInParts) {
  const id = nameOf(name);
  const account = id === undefined ? undefined : await accounts.read(id);
  try {
    if (!(await passwords.isRight(password, account?.password)) || id === undefined) return undefined;
  } catch (cause) {
    if (cause instanceof PasswordsBusy) return 'busy';
    throw cause;
  }
  const changed = await accounts.change(id, (known) =>
    known.password === account?.password ? withCodeSpent(known, code, clock()) : undefined,
  );
  return changed && { id, account: changed };
}

/** Undefined when the code is not right, or was used before, or the account is not to be used. */
export function withCodeSpent(account: Account, code: string, now: number): Account | undefined {
  const { totp, status } = account;
  if (totp === undefined || status !== 'active') return undefined;
  const usedPeriod = periodOf(code, totp.secret, now, totp.usedPeriod);
  return usedPeriod === undefined ? undefined : { ...account, totp: { ...totp, usedPeriod } };
}

/** A line for each that nothing is looked at for from now on, with the account that was tried if there is one. */
export async function auditLocks(
  locked: readonly string[],
  account: string | undefined,
  thread: Pick<OperatorThread, 'append'>,
): Promise<void> {
  const details: Readonly<Record<string, string>> = account === undefined ? {} : { account };
  for (const subject of locked)
    await thread.append(() => ({ operator: 'nobody', action: 'staff.locked', subject, details }));
}
