import type { OperatorThread } from '../operator/thread';
import { type Account, AccountName, Grant, grantInWords, grantOf, ShownName } from './account';
import type { Accounts } from './accounts';
import type { OidcMapping } from './oidcConfig';

/** Who the bank's own sign-in says it is, or why that is nobody here. */
export type Vouched =
  | { readonly status: 'known'; readonly account: string; readonly generation: number }
  /** No name that can be one, or nothing they may do. */
  | { readonly status: 'noGrant' }
  /** The name is somebody else's, or was disabled here. */
  | { readonly status: 'notTheirs' };

export interface OidcSignInParts {
  readonly accounts: Accounts;
  readonly thread: Pick<OperatorThread, 'append'>;
  readonly clock: () => number;
}

type Claims = Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string };

/**
 * The account of whom the provider vouches for, made at the first sign-in, with what their claims are worth today. The
 * provider's own id of a person decides, so that nobody becomes another by changing their name there.
 */
export async function vouchedFor(claims: Claims, mapping: OidcMapping, parts: OidcSignInParts): Promise<Vouched> {
  const wanted = accountIn(claims, mapping);
  if (wanted === undefined) return { status: 'noGrant' };
  const { id, name, grant, subject } = wanted;
  const known = await parts.accounts.read(id);
  if (known === undefined) {
    const made = { name, ...grant, subject, status: 'active', source: 'oidc', generation: 0 } as const;
    await audit(parts, id, 'staff.joined', grant);
    const isMade = await parts.accounts.create(id, { ...made, createdAt: parts.clock() });
    return isMade ? { status: 'known', account: id, generation: 0 } : { status: 'notTheirs' };
  }
  if (known.subject !== subject || known.status !== 'active') return { status: 'notTheirs' };
  if (isOther(known, grant)) await audit(parts, id, 'staff.changed', grant);
  const changed = await parts.accounts.change(id, (now) => ({ ...now, name, ...grant }));
  return changed ? { status: 'known', account: id, generation: changed.generation } : { status: 'notTheirs' };
}

function audit({ thread }: OidcSignInParts, subject: string, action: string, grant: Grant): Promise<boolean> {
  return thread.append(() => ({ operator: 'oidc', action, subject, details: grantInWords(grant) }));
}

function accountIn(claims: Claims, mapping: OidcMapping) {
  const id = AccountName.safeParse(claims[mapping.account]);
  const grant = Grant.safeParse({
    roles: worthOf(claims, mapping.roles),
    markets: worthOf(claims, mapping.markets),
    languages: worthOf(claims, mapping.languages),
    ...(mapping.queues && { queues: worthOf(claims, mapping.queues) }),
  });
  if (!id.success || !grant.success) return undefined;
  const shown = ShownName.safeParse(claims[mapping.name]);
  const name = shown.success ? shown.data : 'Agent';
  return { id: id.data, name, grant: grant.data, subject: `${claims.iss} ${claims.sub}` };
}

/** Each once. A claim may hold one value or several. */
function worthOf<T>(
  claims: Claims,
  mapped: { readonly claim: string; readonly of: Record<string, T[]> } | undefined,
): T[] {
  if (mapped === undefined) return [];
  const values = [claims[mapped.claim]].flat();
  const worth = values.flatMap((value) =>
    typeof value === 'string' && Object.hasOwn(mapped.of, value) ? (mapped.of[value] ?? []) : [],
  );
  return [...new Set(worth)];
}

function isOther(known: Account, grant: Grant): boolean {
  const after = grantOf({ ...known, ...grant });
  return JSON.stringify(grantInWords(grantOf(known))) !== JSON.stringify(grantInWords(after));
}
