import type { Board, Me, People, WorkRow } from '../../../../bot/desk/contract';
import { queryClient } from '../server/queryClient';
import { holds } from '../state/me';
import { texts } from '../texts';

/** Who has the conversation, in words. */
export function holderWords(me: Me, row: WorkRow): string {
  if (row.status === 'resolved') return texts.holder.resolved;
  if (holds(me, row)) return texts.holder.me;
  if (row.owner === 'bot' || row.owner === 'queue') return texts.holder[row.owner];
  return texts.holder.other(holderName(row));
}

/** The agent who has it by name, as far as the page has heard of them, else by what they sign in with; or the contact centre. */
export function holderName({ owner }: Pick<WorkRow, 'owner'>): string {
  const id = owner.replace(/^agent:/, '');
  return id.startsWith('hub:') ? texts.holder.hub : (nameOf(id) ?? id);
}

function nameOf(id: string): string | undefined {
  const known = [
    ...queryClient.getQueriesData<People>({ queryKey: ['people'] }).flatMap(([, people]) => people?.agents ?? []),
    ...(queryClient.getQueryData<Board>(['board'])?.agents ?? []),
  ];
  return known.find((agent) => agent.id === id)?.name;
}
