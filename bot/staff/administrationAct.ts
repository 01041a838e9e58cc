import { z } from 'zod';
import { AccountName, Grant, grantOf } from './account';
import type { Administration } from './administration';

const named = { account: AccountName };

/** What a command can do with accounts. */
export const AdministrationAct = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('list') }),
  z.strictObject({ kind: z.literal('add'), ...named, grant: Grant }),
  z.strictObject({ kind: z.literal('invite'), ...named }),
  z.strictObject({ kind: z.literal('change'), ...named, grant: Grant.partial() }),
  z.strictObject({ kind: z.literal('disable'), ...named }),
  z.strictObject({ kind: z.literal('enable'), ...named }),
]);
export type AdministrationAct = z.infer<typeof AdministrationAct>;

/** Of accounts nothing that proves anything. */
export interface AccountView extends Grant {
  readonly account: string;
  readonly name: string;
  readonly status: 'active' | 'disabled' | 'invited';
  readonly source: 'password' | 'oidc';
}

export type AdministrationAnswer =
  | { readonly kind: 'invited'; readonly token: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'list'; readonly accounts: readonly AccountView[] }
  | { readonly kind: 'refused'; readonly message: string };

/** Does it, whether a command opened the store itself or asked the server that has it open. */
export async function administer(
  act: AdministrationAct,
  by: string,
  administration: Administration,
): Promise<AdministrationAnswer> {
  if (act.kind === 'list') return { kind: 'list', accounts: await accountsOf(administration) };
  const { account } = act;
  switch (act.kind) {
    case 'add':
      return invited(await administration.add(account, act.grant, by), account);
    case 'invite':
      return invited(await administration.invite(account, by), account);
    case 'change':
      return done(await administration.change(account, act.grant, by), account);
    case 'disable':
    case 'enable':
      return done(await administration.setActive(account, act.kind === 'enable', by), account);
  }
}

function invited(token: string, account: string): AdministrationAnswer {
  if (token === 'exists') {
    return { kind: 'refused', message: `There is ${account} already. To invite them again: npm run user:invite` };
  }
  return token === 'unknown' ? unknown(account) : { kind: 'invited', token };
}

function done(outcome: 'done' | 'unknown', account: string): AdministrationAnswer {
  return outcome === 'unknown' ? unknown(account) : { kind: 'done' };
}

function unknown(account: string): AdministrationAnswer {
  return { kind: 'refused', message: `There is no account ${account}. Next: npm run user:list` };
}

async function accountsOf(administration: Administration): Promise<readonly AccountView[]> {
  const { accounts, invites } = await administration.list();
  const there = accounts.map(([account, known]) => {
    const { name, status, source } = known;
    return { account, name, ...grantOf(known), status, source };
  });
  const coming = invites.flatMap(({ purpose, account, grant }) =>
    purpose === 'new' && account !== undefined
      ? [{ account, name: '', ...grant, status: 'invited', source: 'password' } as const]
      : [],
  );
  return [...there, ...coming];
}
