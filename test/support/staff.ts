import type { Principal } from '../../bot/staff/principal';

/** Somebody of the staff, as a session knows them. */
export function aPrincipal(changes: Partial<Principal> = {}): Principal {
  return { id: 'ann', name: 'Anna', roles: ['agent'], markets: ['HK', 'TH'], languages: ['en', 'zh'], ...changes };
}
