import { createStore } from './store';

/** The name under which this page was built, and whether the server has another one by now. */
const own = document.documentElement.dataset.version;

export const isStale = createStore(false);

/** Takes note of the page that an answer names. */
export function noteVersion(named: string | null): void {
  if (named !== null && own !== undefined && named !== own) isStale.set(true);
}
