import type { Me, Presence } from '../../../../bot/desk/contract';
import { ask } from '../server/api';
import { queryClient } from '../server/queryClient';
import { texts } from '../texts';
import { tellTabs } from './tabs';
import { say } from './toasts';

const HEARTBEAT_MS = 60_000;

/** Says that somebody is there. Whoever is not heard of for minutes loses their conversations to the queue. */
export async function setPresence(presence: Presence): Promise<void> {
  try {
    await ask('presence', { method: 'POST', body: { presence } });
    showPresence(presence);
    tellTabs({ kind: 'presence', presence });
  } catch {
    say(texts.unreached, 'bad');
  }
}

/** Also what another tab of theirs said. */
export function showPresence(presence: Presence): void {
  queryClient.setQueryData<Me>(['me'], (me) => me && { ...me, presence });
}

export function keepHeartbeat(): () => void {
  const beat = () => {
    const known = queryClient.getQueryData<Me>(['me'])?.presence;
    // Whoever opens the desk is there, until they say otherwise.
    const presence = known === 'away' ? 'away' : 'available';
    if (known === 'offline') showPresence(presence);
    ask('presence', { method: 'POST', body: { presence } }).catch(() => undefined);
  };
  beat();
  const timer = setInterval(beat, HEARTBEAT_MS);
  return () => clearInterval(timer);
}
