import type { Me, StaffName } from '../../../../bot/desk/contract';
import { texts } from '../texts';

/** One of the staff as a colleague reads it, and as they read it themselves, by default where a sentence begins. */
export function whoWords({ id, name }: StaffName, me: Me, you: string = texts.you): string {
  return id === me.id ? you : name;
}
