import { createStore } from './store';

export interface Toast {
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly text: string;
}

const SHOWN_MS = 6_000;
let count = 0;

export const toasts = createStore<readonly Toast[]>([]);

/** Says something in passing. What went wrong stays until it is put away. */
export function say(text: string, tone: Toast['tone'] = 'good'): void {
  count += 1;
  const toast: Toast = { id: count, tone, text };
  toasts.change((now) => [...now.slice(-2), toast]);
  if (tone === 'good') setTimeout(() => putAway(toast.id), SHOWN_MS);
}

export function putAway(id: number): void {
  toasts.change((now) => now.filter((toast) => toast.id !== id));
}
