import type { GuardedRoute } from '../web/auth/guard';
import type { Desk } from './desk';
import type { Simulator } from './simulator';
import { authTable, type StaffTableParts } from './staff';
import { type StudioParts, studioTable } from './studio';

/** Every route for people of the bank, with its policy: what is not in it none of them can reach. */
export function staffTableOf({ desk, simulator, ...parts }: TableParts) {
  return [
    ...authTable(parts),
    ...desk.table,
    ...studioTable(parts),
    ...simulator.table,
  ] satisfies readonly GuardedRoute[];
}

type TableParts = StaffTableParts & StudioParts & { readonly desk: Desk; readonly simulator: Simulator };
