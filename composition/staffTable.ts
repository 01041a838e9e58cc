import type { GuardedRoute } from '../web/auth/guard';
import type { Desk } from './desk';
import { authTable, type StaffTableParts } from './staff';
import { type StudioParts, studioTable } from './studio';

/** Every route for people of the bank, with its policy: what is not in it none of them can reach. */
export function staffTableOf({ desk, ...parts }: StaffTableParts & StudioParts & { readonly desk: Desk }) {
  return [...authTable(parts), ...desk.table, ...studioTable(parts)] satisfies readonly GuardedRoute[];
}
