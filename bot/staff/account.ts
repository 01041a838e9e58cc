import { z } from 'zod';
import { Market } from '../../machines/market';
import type { Role } from '../desk/contract';
import type { Principal } from './principal';

export const ROLES = [
  'agent',
  'supervisor',
  'designer',
  'approver',
  'auditor',
  'operator',
] as const satisfies readonly Role[];

/** The name somebody signs in with. It is never given to anybody else. */
export const AccountName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._@-]{1,63}$/, 'is 2 to 64 of a-z 0-9 . _ @ - and begins with a letter or digit');

/** The name customers see: letters and what stands between them, no links. */
export const ShownName = z
  .string()
  .trim()
  .normalize('NFC')
  .regex(/^\p{L}[\p{L}\p{M} .'’-]{0,39}$/u, 'is 1 to 40 letters, with spaces, hyphens or apostrophes between them');

const Language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/, 'is a language like en or zh-Hant');

/** What an account may do. */
export const Grant = z.strictObject({
  roles: z.array(z.enum(ROLES)).min(1),
  markets: z.array(Market).min(1),
  languages: z.array(Language).default([]),
  /** The queues of the flow that they work; none named: all. */
  queues: z
    .array(z.string().regex(/^[A-Za-z0-9][\w-]{0,59}$/, 'is the name of a queue, as the flow has it'))
    .optional(),
});
export type Grant = z.infer<typeof Grant>;

/** One of the staff, as it is kept under their sign-in name. */
export const Account = z.strictObject({
  name: ShownName,
  ...Grant.shape,
  status: z.enum(['active', 'disabled']),
  /** Who vouches: a password and a code, or the bank's own sign-in. */
  source: z.enum(['password', 'oidc']),
  /** Sessions of an earlier one are over. */
  generation: z.number().int().nonnegative(),
  password: z.string().optional(),
  totp: z.strictObject({ secret: z.string(), usedPeriod: z.number().int() }).optional(),
  /** With `oidc`: the provider and its own id of the person. */
  subject: z.string().optional(),
  createdAt: z.number(),
});
export type Account = z.infer<typeof Account>;

/** As a line of the audit has it. */
export function grantInWords(grant: Partial<Grant>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(grant).map(([part, values]) => [part, values.join(' ')]));
}

export function principalOf(id: string, { name, roles, markets, languages, queues }: Account): Principal {
  return { id, name, roles, markets, languages, ...(queues && { queues }) };
}

/** What an account may do, without who it is. */
export function grantOf({ roles, markets, languages, queues }: Grant): Grant {
  return { roles, markets, languages, ...(queues && { queues }) };
}
