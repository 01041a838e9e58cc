import type { Me, WorkRow } from '../../../../bot/desk/contract';
import { holds } from '../state/me';
import { texts } from '../texts';

/** Who has the conversation, in words. */
export function holderWords(me: Me, row: WorkRow): string {
  if (row.status === 'resolved') return texts.holder.resolved;
  if (holds(me, row)) return texts.holder.me;
  if (row.owner === 'bot' || row.owner === 'queue') return texts.holder[row.owner];
  return texts.holder.other(holderName(row));
}

/** The agent who has it by name; or the contact centre, of whose people it alone knows. */
export function holderName({ owner, holder }: Pick<WorkRow, 'owner' | 'holder'>): string {
  return owner.startsWith('agent:hub:') ? texts.holder.hub : (holder?.name ?? owner);
}
