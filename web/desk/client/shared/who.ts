import type { Me, StaffName } from '../../../../bot/desk/contract';
import { texts } from '../texts';

/** One of the staff as a colleague reads it, and as they read it themselves. */
export function whoWords({ id, name }: StaffName, me: Me): string {
  return id === me.id ? texts.you : name;
}
