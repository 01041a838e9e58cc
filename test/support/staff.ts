import { createDirectory, type Directory } from '../../bot/staff/directory';
import type { Principal } from '../../bot/staff/principal';

/** Somebody of the staff, as a session knows them. */
export function aPrincipal(changes: Partial<Principal> = {}): Principal {
  return { id: 'ann', name: 'Anna', roles: ['agent'], markets: ['HK', 'TH'], languages: ['en', 'zh'], ...changes };
}

/** Who these people are, all of them with an account in use. */
export function staffOf(people: readonly Principal[], clock: () => number): Directory {
  return createDirectory({ everybody: async () => people.map((principal) => ({ principal, isActive: true })), clock });
}
