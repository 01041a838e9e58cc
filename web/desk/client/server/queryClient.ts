import { QueryClient } from '@tanstack/react-query';
import { Unreached } from './api';

/** Everything the page has asked for. What is pushed goes in here too, so that each thing is known once. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 20_000,
      gcTime: 10 * 60_000,
      networkMode: 'always',
      retry: (failures, cause) => cause instanceof Unreached && failures < 5,
      retryDelay: (failures) => Math.min(500 * 2 ** failures, 10_000),
    },
  },
});
