import type { NameOf } from '../staff/directory';
import type { StaffName } from './contract';

/** What is kept by ids as people read it. */
export function staffName(id: string, nameOf: NameOf): StaffName {
  return { id, name: nameOf(id) };
}
