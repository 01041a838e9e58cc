import { createStore } from '../../../desk/client/state/store';

/** Whether the list of keys lies over the studio. */
export const help = createStore(false);
