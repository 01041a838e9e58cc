import type { OperatorThread } from '../operator/thread';
import { type Account, AccountName, grantInWords, ShownName } from './account';
import type { Accounts } from './accounts';
import type { Invite, Invites } from './invites';
import { faultOfPassword, type Passwords } from './passwords';
import { periodOf } from './totp';

/** What somebody fills in who accepts an invite. */
export interface AcceptanceForm {
  /** Only the very first chooses it. */
  readonly account: string;
  readonly name: string;
  readonly password: string;
  readonly again: string;
  readonly code: string;
}

export type AcceptanceField = keyof AcceptanceForm;

export type Acceptance =
  | { readonly status: 'accepted'; readonly account: string; readonly generation: number }
  /** By field, what to do about it. The invite can still be used. */
  | { readonly status: 'invalid'; readonly faults: Partial<Readonly<Record<AcceptanceField, string>>> }
  /** It was used, or ran out, or was withdrawn. */
  | { readonly status: 'gone' };

export interface AcceptanceParts {
  readonly accounts: Accounts;
  readonly invites: Invites;
  readonly passwords: Passwords;
  readonly thread: Pick<OperatorThread, 'append'>;
  readonly clock: () => number;
}

/** Makes the account of an invite, or gives it its new password and app. The invite is spent before, once and for all. */
export async function accept(token: string, form: AcceptanceForm, parts: AcceptanceParts): Promise<Acceptance> {
  const { accounts, invites, passwords, thread, clock } = parts;
  const invite = await invites.read(token);
  if (invite === undefined || !(await isStillMeant(invite, accounts))) return { status: 'gone' };
  const account = invite.account ?? AccountName.safeParse(form.account).data ?? '';
  const period = periodOf(form.code, invite.totpSecret, clock(), 0);
  const faults = faultsOf(form, account, period);
  if (period === undefined || Object.keys(faults).length > 0) return { status: 'invalid', faults };
  const password = await passwords.hash(form.password);
  if (!(await invites.use(token))) return { status: 'gone' };
  await thread.append(() => ({
    operator: account,
    action: 'staff.inviteAccepted',
    subject: account,
    details: { purpose: invite.purpose, by: invite.by, ...grantInWords(invite.grant) },
  }));
  const name = ShownName.parse(form.name);
  const proof = { password, totp: { secret: invite.totpSecret, usedPeriod: period } };
  const made = await keep(account, { name, ...proof }, invite, parts);
  return made ? { status: 'accepted', account, generation: made.generation } : { status: 'gone' };
}

/** The first account of all is made once; an account that was made meanwhile needs no invite to be made. */
async function isStillMeant({ purpose, account = '' }: Invite, accounts: Accounts): Promise<boolean> {
  if (purpose === 'first') return accounts.isEmpty();
  return ((await accounts.read(account)) !== undefined) === (purpose === 'recovery');
}

function faultsOf(
  form: AcceptanceForm,
  account: string,
  period: number | undefined,
): Partial<Record<AcceptanceField, string>> {
  const password = faultOfPassword(form.password, account);
  return {
    ...(account === '' ? { account: 'Choose a sign-in name of 2 to 64 letters a to z, digits, dots or hyphens.' } : {}),
    ...(ShownName.safeParse(form.name).success ? {} : { name: 'Enter the name customers will see, letters only.' }),
    ...(password === undefined ? {} : { password }),
    ...(form.again === form.password ? {} : { again: 'Type the same password once more.' }),
    ...(period === undefined ? { code: 'Enter the six digits that your app shows now.' } : {}),
  };
}

type Proof = Pick<Account, 'name' | 'password' | 'totp'>;

async function keep(id: string, proof: Proof, invite: Invite, parts: AcceptanceParts): Promise<Account | undefined> {
  const { accounts, clock } = parts;
  if (invite.purpose === 'recovery') {
    return accounts.change(id, (known) => ({
      ...known,
      ...proof,
      source: 'password',
      generation: known.generation + 1,
    }));
  }
  const account: Account = {
    ...proof,
    ...invite.grant,
    status: 'active',
    source: 'password',
    generation: 0,
    createdAt: clock(),
  };
  return (await accounts.create(id, account)) ? account : undefined;
}
