import { useSyncExternalStore } from 'react';
import type { WorkView } from '../../../../bot/desk/contract';
import type { Market } from '../../../../machines/market';
import type { Filters } from './filters';

export type Place = 'work' | 'board' | 'replies' | 'reveals';

/** Where somebody is in the desk: all of it stands in the address, so that it can be kept, shared and gone back to. */
export interface Address extends Filters {
  readonly place: Place;
  readonly view: WorkView;
  readonly conversation?: string;
}

const VIEWS: readonly WorkView[] = ['needsPerson', 'mine', 'bot', 'cases', 'callBacks', 'team'];
const PLACES: readonly Place[] = ['work', 'board', 'replies', 'reveals'];

let current = readAddress(location.search);
const listeners = new Set<() => void>();

function announce(): void {
  current = readAddress(location.search);
  for (const listener of listeners) listener();
}

addEventListener('popstate', announce);

export function readAddress(search: string): Address {
  const query = new URLSearchParams(search);
  const channel = query.get('channel');
  return {
    place: PLACES.find((place) => place === query.get('place')) ?? 'work',
    view: VIEWS.find((view) => view === query.get('view')) ?? 'needsPerson',
    conversation: query.get('conversation') ?? undefined,
    // What is no market is answered with nothing by the server; the page need not know them.
    market: (query.get('market') as Market | null) ?? undefined,
    locale: query.get('locale') ?? undefined,
    channel: channel === 'webchat' || channel === 'whatsapp' ? channel : undefined,
  };
}

export function writeAddress(address: Address): string {
  const query = new URLSearchParams();
  if (address.place !== 'work') query.set('place', address.place);
  if (address.view !== 'needsPerson') query.set('view', address.view);
  for (const name of ['market', 'locale', 'channel', 'conversation'] as const) {
    const value = address[name];
    if (value) query.set(name, value);
  }
  const search = query.toString();
  return search === '' ? '' : `?${search}`;
}

/** Goes on from where we are. A filter does not make a step to go back to, a conversation does. */
export function go(to: Partial<Address>, how: 'push' | 'replace' = 'push'): void {
  const search = writeAddress({ ...current, ...to });
  if (search === location.search) return;
  const url = `${location.pathname}${search}`;
  if (how === 'push') history.pushState(null, '', url);
  else history.replaceState(null, '', url);
  announce();
}

export function addressNow(): Address {
  return current;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useAddress(): Address {
  return useSyncExternalStore(subscribe, addressNow);
}
