import { createStore } from './store';

/** Which of the three panes a small screen shows. */
export type Pane = 'list' | 'conversation' | 'lead';

export const pane = createStore<Pane>('list');
