import { useSyncExternalStore } from 'react';
import { MARKETS, type Market } from '../../../../machines/market';
import { VIEWS, type View } from './views';

export type Place = 'drafts' | 'versions';

/** Where somebody is in the studio: all of it stands in the address, so that it can be kept, shared and gone back to. */
export interface Address {
  readonly place: Place;
  /** The draft that is open; without one it is the place that is shown. */
  readonly draft?: string;
  readonly view: View;
  /** Whose flow is looked at; without one it is what all markets share. */
  readonly market?: Market;
  readonly locale?: string;
  readonly step?: string;
}

let current = readAddress(location.search);
const listeners = new Set<() => void>();

function announce(): void {
  current = readAddress(location.search);
  for (const listener of listeners) listener();
}

addEventListener('popstate', announce);

export function readAddress(search: string): Address {
  const query = new URLSearchParams(search);
  return {
    place: query.get('place') === 'versions' ? 'versions' : 'drafts',
    draft: query.get('draft') ?? undefined,
    view: VIEWS.find((view) => view === query.get('view')) ?? 'flow',
    market: MARKETS.find((market) => market === query.get('market')),
    locale: query.get('locale') ?? undefined,
    step: query.get('step') ?? undefined,
  };
}

export function writeAddress(address: Address): string {
  const query = new URLSearchParams();
  if (address.place !== 'drafts') query.set('place', address.place);
  if (address.view !== 'flow') query.set('view', address.view);
  for (const name of ['draft', 'market', 'locale', 'step'] as const) {
    const value = address[name];
    if (value) query.set(name, value);
  }
  const search = query.toString();
  return search === '' ? '' : `?${search}`;
}

/** Goes on from where we are. Which step or market is looked at makes no step to go back to. */
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
