import type { Presence } from '../../../../bot/desk/contract';

/** What one tab of an agent tells the others. None of it is what a customer or an agent wrote. */
export type TabNews =
  | { readonly kind: 'changed'; readonly conversationId: string }
  | { readonly kind: 'presence'; readonly presence: Presence }
  | { readonly kind: 'signedIn' }
  | { readonly kind: 'signedOut' };

const channel = new BroadcastChannel('desk');

export function tellTabs(news: TabNews): void {
  channel.postMessage(news);
}

export function followTabs(onNews: (news: TabNews) => void): () => void {
  // Only pages of ours can post to it, and they post nothing else.
  const take = (event: MessageEvent) => onNews(event.data as TabNews);
  channel.addEventListener('message', take);
  return () => channel.removeEventListener('message', take);
}
