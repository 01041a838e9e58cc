import type { Market } from '../../machines/market';
import type { Role } from '../desk/contract';

/** Somebody of the staff as every act of theirs is judged: who they are, what they may do, and for which markets. */
export interface Principal {
  /** The name they sign in with; it stands in transcripts and in the audit. */
  readonly id: string;
  /** The name customers and colleagues see. */
  readonly name: string;
  readonly roles: readonly Role[];
  /** Each role holds in each of these, and nowhere else. */
  readonly markets: readonly Market[];
  /** Languages they write. */
  readonly languages: readonly string[];
  /** The queues they work; none named: all. */
  readonly queues?: readonly string[] | undefined;
}

/** One of the staff, or one who was. */
export interface Member {
  readonly principal: Principal;
  /** Their account is in use. */
  readonly isActive: boolean;
}

export function hasRole({ roles }: Pick<Principal, 'roles'>, wanted: readonly Role[]): boolean {
  return wanted.some((role) => roles.includes(role));
}

export function worksQueue({ queues = [] }: Pick<Principal, 'queues'>, queue: string | undefined): boolean {
  return queues.length === 0 || queue === undefined || queues.includes(queue);
}

export function worksFor({ markets }: Pick<Principal, 'markets'>, market: Market): boolean {
  return markets.includes(market);
}
