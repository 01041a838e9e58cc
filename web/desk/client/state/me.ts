import { createContext, useContext } from 'react';
import type { DeskConversation, Me, Role, WorkRow } from '../../../../bot/desk/contract';

/** Whoever is signed in. */
export const MeContext = createContext<Me | undefined>(undefined);

export function useSelf(): Me {
  const me = useContext(MeContext);
  if (me === undefined) throw new TypeError('Nobody is signed in: wrap this in MeContext.');
  return me;
}

export function has(me: Me, ...roles: readonly Role[]): boolean {
  return roles.some((role) => me.roles.includes(role));
}

/** Whether somebody holds the pen of a conversation. */
export function holds(me: Me, row: Pick<WorkRow, 'owner'>): boolean {
  return row.owner === `agent:${me.id}`;
}

/** Whom a command names: the conversation and the pen as it is seen. */
export function handleOf({ row }: DeskConversation): { readonly id: string; readonly epoch: number } {
  return { id: row.conversationId, epoch: row.epoch };
}
