import { csrf, session } from '../state/session';
import { tellTabs } from '../state/tabs';

/** Ends the session on the server, here and in the agent's other tabs. */
export async function signOut(): Promise<void> {
  const headers = { 'X-CSRF-Token': csrf.get(), 'Content-Type': 'application/json' };
  await fetch('/api/auth/sign-out', { method: 'POST', headers, body: '{}' }).catch(() => undefined);
  tellTabs({ kind: 'signedOut' });
  session.set('ended');
  location.assign('/sign-in');
}
