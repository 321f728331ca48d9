import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ProblemError } from './api.ts';

/** True for what a call is refused with once the session has ended. */
export const isSignedOut = (error: unknown): boolean => error instanceof ProblemError && error.status === 401;

const isWorthRetrying = (error: Error) =>
  !(error instanceof ProblemError) || error.status === 0 || error.status >= 500;

/** Opens what holds the answers of the API; the session may end at any call, which is told to `onSignedOut`. */
export function openQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: Error) => {
    if (isSignedOut(error)) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { retry: (count, error) => isWorthRetrying(error) && count < 2, staleTime: 2_000 },
    },
  });
}
