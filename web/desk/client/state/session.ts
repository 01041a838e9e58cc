import { createStore } from './store';

/**
 * How it stands with the server. `ended`: somebody has to sign in again, and everything waits. `other`: somebody else
 * did, whose desk this page is not.
 */
export type SessionState = 'on' | 'ended' | 'other';

export const session = createStore<SessionState>('on');

/** Goes back with everything that changes something; a new session has a new one. */
export const csrf = createStore('');

/** Resolves as soon as the session is on, at once if it is. */
export function sessionBack(): Promise<void> {
  if (session.get() === 'on') return Promise.resolve();
  return new Promise((resolve) => {
    const leave = session.subscribe(() => {
      if (session.get() !== 'on') return;
      leave();
      resolve();
    });
  });
}
