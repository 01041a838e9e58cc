import { createStore, useStore } from './store';

/** What somebody set for this browser. Nothing about customers is ever kept here. */
export interface Preferences {
  readonly sounds: boolean;
  readonly notifications: boolean;
  readonly listWidth: number;
  readonly leadWidth: number;
  readonly listShown: boolean;
  readonly leadShown: boolean;
}

const KEY = 'desk.preferences';
const FIRST: Preferences = {
  sounds: false,
  notifications: false,
  listWidth: 320,
  leadWidth: 340,
  listShown: true,
  leadShown: true,
};

const preferences = createStore(read());

export function usePreferences(): Preferences {
  return useStore(preferences);
}

export function preferencesNow(): Preferences {
  return preferences.get();
}

export function prefer(change: Partial<Preferences>): void {
  preferences.change((now) => ({ ...now, ...change }));
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences.get()));
  } catch {
    // A browser that keeps nothing for us: the wish holds as long as the page.
  }
}

function read(): Preferences {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    const known = typeof kept === 'object' && kept !== null ? Object.entries(kept) : [];
    const fitting = known.filter(([name, value]) => typeof value === typeof FIRST[name as keyof Preferences]);
    return { ...FIRST, ...Object.fromEntries(fitting) };
  } catch {
    return FIRST;
  }
}
