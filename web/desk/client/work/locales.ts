import { useQueryClient } from '@tanstack/react-query';
import type { WorkList } from '../../../../bot/desk/contract';
import type { Locale } from '../../../../machines/market';

/** Languages to filter by: those that were seen in any list, and the one that is chosen. */
export function useLocales(chosen: Locale | undefined): readonly Locale[] {
  const lists = useQueryClient().getQueriesData<WorkList>({ queryKey: ['work'] });
  const seen = lists.flatMap(([, list]) => list?.rows ?? []).map(({ locale }) => locale);
  return [...new Set([...seen, ...(chosen === undefined ? [] : [chosen])])].sort();
}
