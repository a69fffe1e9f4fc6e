/** What the server said, kept for a moment. Nothing is asked twice because a window came back into view for a second. */
import { QueryClient } from '@tanstack/react-query';
import { GraphProblem } from './graph.ts';

/** While something runs, its screen asks this often; one question a screen, and none while the tab is hidden. */
export const liveIntervalMs = 2000;

const mayHelp = (problem: unknown): boolean =>
  problem instanceof GraphProblem && (problem.status === 0 || problem.status === 503 || problem.status === 429);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      // Whether the service is reached is found out by asking: it may stand in this very house.
      networkMode: 'always',
      retry: (failures, problem) => failures < 2 && mayHelp(problem),
      retryDelay: (failures) => 500 * 2 ** failures,
      refetchIntervalInBackground: false,
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});
