import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Funnel } from '../../../../bot/studio/funnel/contract';
import type { Market } from '../../../../machines/market';
import { ask } from '../../../desk/client/server/api';
import { createStore, useStore } from '../../../desk/client/state/store';
import { useAddress } from './address';
import { useEditing } from './editing';
import { useSelf } from './self';

/** Which customers are counted, and whether the steps show them. The market is the one that is looked at. */
export interface Counting {
  readonly isShown: boolean;
  readonly version: string;
  readonly locale: string;
  readonly channel: string;
}

export const counting = createStore<Counting>({ isShown: false, version: '', locale: '', channel: '' });

/** The market that is looked at, or the first of one's own that the flow serves: figures are of one's own markets alone. */
export function useCountedMarket(): Market | undefined {
  const { market } = useAddress();
  const { history } = useEditing();
  const { markets: own } = useSelf();
  if (market !== undefined) return own.includes(market) ? market : undefined;
  return history.content.flow.markets.find((one) => own.includes(one));
}

/** How far the customers of a market get, by the filters that were chosen. */
export function useFigures(isWanted: boolean): UseQueryResult<Funnel> {
  const market = useCountedMarket();
  const { version, locale, channel } = useStore(counting);
  const wish = { ...(version && { version }), ...(locale && { locale }), ...(channel && { channel }) };
  const query = new URLSearchParams({ market: market ?? '', ...wish }).toString();
  return useQuery({
    queryKey: ['funnel', query],
    queryFn: () => ask<Funnel>(`funnel?${query}`),
    enabled: isWanted && market !== undefined,
    staleTime: 60_000,
  });
}
