import { createContext, useContext } from 'react';
import type { StudioMe } from '../../../../bot/studio/contract';

/** Whoever is signed in. */
export const SelfContext = createContext<StudioMe | undefined>(undefined);

export function useSelf(): StudioMe {
  const me = useContext(SelfContext);
  if (me === undefined) throw new TypeError('Nobody is signed in: wrap this in SelfContext.');
  return me;
}

/** Whether they put versions in force and take them back, in their markets. */
export function mayPublish(me: Pick<StudioMe, 'roles'>): boolean {
  return me.roles.some((role) => role === 'designer' || role === 'approver');
}

/** Whether they change flows, or look at them and approve. */
export function isDesigner(me: Pick<StudioMe, 'roles'>): boolean {
  return me.roles.includes('designer');
}
