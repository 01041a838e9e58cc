import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Board, DeskConversation, HandBack, Me, People, Reveals, WorkList } from '../../../../bot/desk/contract';
import type { StepId } from '../../../../machines/flow';
import type { Market } from '../../../../machines/market';
import { csrf } from '../state/session';
import { ask } from './api';
import { askAfter, mergeConversation } from './mergeConversation';
import type { ListScope } from './placeRow';
import { queryClient } from './queryClient';

/** A list that grew by scrolling is asked for again as far as it had been, up to so many pages. */
const MOST_PAGES = 20;

export function useMe(): UseQueryResult<Me> {
  return useQuery({ queryKey: ['me'], queryFn: askMe, refetchInterval: 60_000 });
}

export async function askMe(): Promise<Me> {
  const me = await ask<Me>('me');
  csrf.set(me.csrf);
  return me;
}

export function useWork(scope: ListScope): UseQueryResult<WorkList> {
  return useQuery({
    queryKey: workKey(scope),
    queryFn: ({ signal }) => askWork(scope, signal),
    refetchInterval: 60_000,
    placeholderData: (before) => (before === undefined ? undefined : { ...before, rows: [], next: undefined }),
  });
}

export function workKey(scope: ListScope) {
  const { view, market, locale, channel } = scope;
  return ['work', { view, market, locale, channel }] as const;
}

async function askWork(scope: ListScope, signal: AbortSignal): Promise<WorkList> {
  const wanted = queryClient.getQueryData<WorkList>(workKey(scope))?.rows.length ?? 0;
  let list = await askWorkPage(scope, undefined, signal);
  for (let pages = 1; pages < MOST_PAGES && list.next !== undefined && list.rows.length < wanted; pages += 1) {
    list = joined(list, await askWorkPage(scope, list.next, signal));
  }
  return list;
}

/** Asks for what comes after the last row that is loaded. */
export async function askMoreWork(scope: ListScope): Promise<void> {
  const list = queryClient.getQueryData<WorkList>(workKey(scope));
  if (list?.next === undefined) return;
  const more = await askWorkPage(scope, list.next);
  queryClient.setQueryData<WorkList>(workKey(scope), (now) =>
    now !== undefined && now.next === list.next ? joined(now, more) : now,
  );
}

function joined(list: WorkList, more: WorkList): WorkList {
  return { ...more, rows: [...list.rows, ...more.rows] };
}

function askWorkPage({ view, ...filters }: ListScope, after?: string, signal?: AbortSignal): Promise<WorkList> {
  const query = new URLSearchParams({ view });
  for (const name of ['market', 'locale', 'channel'] as const) {
    const value = filters[name];
    if (value) query.set(name, value);
  }
  if (after !== undefined) query.set('after', after);
  return ask<WorkList>(`work?${query}`, { signal });
}

export function useConversation(id: string): UseQueryResult<DeskConversation> {
  return useQuery({
    queryKey: conversationKey(id),
    queryFn: ({ signal }) => askConversation(id, signal),
    staleTime: 5_000,
    refetchInterval: 60_000,
  });
}

export function conversationKey(id: string) {
  return ['conversation', id] as const;
}

async function askConversation(id: string, signal: AbortSignal): Promise<DeskConversation> {
  const known = queryClient.getQueryData<DeskConversation>(conversationKey(id));
  const after = askAfter(known);
  const fresh = await ask<DeskConversation>(pathOf(id, after === undefined ? '' : `?after=${after}`), { signal });
  return mergeConversation(known, fresh);
}

/** What the bot would say at another question than the one it would go on with. */
export function useHandBack(id: string, step: StepId | undefined): UseQueryResult<HandBack> {
  return useQuery({
    queryKey: ['handBack', id, step],
    queryFn: ({ signal }) => ask<HandBack>(pathOf(id, `/hand-back?step=${encodeURIComponent(step ?? '')}`), { signal }),
    enabled: step !== undefined,
    staleTime: 0,
  });
}

export function usePeople(market: Market): UseQueryResult<People> {
  return useQuery({ queryKey: ['people', market], queryFn: () => ask<People>(`people?market=${market}`) });
}

export function useBoard(): UseQueryResult<Board> {
  return useQuery({
    queryKey: ['board'],
    queryFn: () => ask<Board>('board'),
    staleTime: 2_000,
    refetchInterval: 15_000,
  });
}

export function useReveals(after: string | undefined): UseQueryResult<Reveals> {
  return useQuery({
    queryKey: ['reveals', after],
    queryFn: () => ask<Reveals>(after === undefined ? 'reveals' : `reveals?after=${encodeURIComponent(after)}`),
  });
}

export function pathOf(id: string, more = ''): string {
  return `conversations/${encodeURIComponent(id)}${more}`;
}
