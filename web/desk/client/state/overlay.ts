import { createStore } from './store';

/** What lies over the desk; one thing at a time. */
export type Overlay =
  | { readonly kind: 'palette' }
  | { readonly kind: 'help' }
  | { readonly kind: 'handBack'; readonly conversationId: string }
  | { readonly kind: 'transfer'; readonly conversationId: string }
  | { readonly kind: 'resolve'; readonly conversationId: string }
  | { readonly kind: 'requestCall'; readonly conversationId: string }
  | { readonly kind: 'whisper'; readonly conversationId: string };

export const overlay = createStore<Overlay | undefined>(undefined);

export function closeOverlay(): void {
  overlay.set(undefined);
}
