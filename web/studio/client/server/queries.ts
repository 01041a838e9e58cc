import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type {
  ApprovalState,
  Comment,
  Draft,
  DraftRow,
  FlowDiff,
  Library,
  MoveRow,
  PreFlight,
  StudioLine,
  StudioMe,
  StudioWorld,
  Version,
} from '../../../../bot/studio/contract';
import type { Market } from '../../../../machines/market';
import { ask } from '../../../desk/client/server/api';
import { csrf } from '../../../desk/client/state/session';

export function useMe(): UseQueryResult<StudioMe> {
  return useQuery({ queryKey: ['me'], queryFn: askMe, refetchInterval: 60_000 });
}

export async function askMe(): Promise<StudioMe> {
  const me = await ask<StudioMe>('me');
  csrf.set(me.csrf);
  return me;
}

/** What the product is around a flow; it does not change while the page is open. */
export function useWorld(): UseQueryResult<StudioWorld> {
  return useQuery({
    queryKey: ['world'],
    queryFn: () => ask<StudioWorld>('world'),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useDrafts(): UseQueryResult<readonly DraftRow[]> {
  return useQuery({
    queryKey: ['drafts'],
    queryFn: async () => (await ask<{ readonly drafts: readonly DraftRow[] }>('drafts')).drafts,
    staleTime: 2_000,
  });
}

export function askDraft(id: string): Promise<Draft> {
  return ask<Draft>(pathOf(id));
}

export function useLibrary(): UseQueryResult<Library> {
  return useQuery({ queryKey: ['library'], queryFn: () => ask<Library>('library'), staleTime: 2_000 });
}

export function askVersion(version: number): Promise<Version> {
  return ask<Version>(`versions/${version}`);
}

export function useApprovals(id: string): UseQueryResult<ApprovalState> {
  return useQuery({
    queryKey: ['approvals', id],
    queryFn: () => ask<ApprovalState>(pathOf(id, '/approvals')),
    staleTime: 0,
    refetchInterval: 15_000,
  });
}

/** The markets whose customers meet anything of the draft that the version it was begun from does not have. */
export function useChangedMarkets(id: string, base: number, hash: string): UseQueryResult<readonly Market[]> {
  return useQuery({
    queryKey: ['changedMarkets', id, hash],
    queryFn: async () => (await ask<FlowDiff>(`diff?from=${base}&to=${encodeURIComponent(id)}`)).markets,
  });
}

export function useComments(id: string): UseQueryResult<readonly Comment[]> {
  return useQuery({
    queryKey: ['comments', id],
    queryFn: async () => (await ask<{ readonly comments: readonly Comment[] }>(pathOf(id, '/comments'))).comments,
    refetchInterval: 30_000,
  });
}

/** What would become of everybody inside, counted when it is asked for. */
export function usePreFlight(id: string, hash: string, markets: readonly Market[]): UseQueryResult<PreFlight> {
  return useQuery({
    queryKey: ['preFlight', id, hash, markets.join()],
    queryFn: ({ signal }) => ask<PreFlight>(pathOf(id, `/pre-flight?markets=${markets.join(',')}`), { signal }),
    enabled: markets.length > 0,
    staleTime: 0,
  });
}

export function useMoves(): UseQueryResult<readonly MoveRow[]> {
  return useQuery({
    queryKey: ['moves'],
    queryFn: async () => (await ask<{ readonly moves: readonly MoveRow[] }>('moves')).moves,
    refetchInterval: 5_000,
  });
}

export function useActs(): UseQueryResult<readonly StudioLine[]> {
  return useQuery({
    queryKey: ['history'],
    queryFn: async () => (await ask<{ readonly lines: readonly StudioLine[] }>('history')).lines,
    staleTime: 2_000,
  });
}

export function pathOf(id: string, more = ''): string {
  return `drafts/${encodeURIComponent(id)}${more}`;
}
