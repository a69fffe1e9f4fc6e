/** What keeps a mapping from being saved, beside what each attribute says in its own pane. */
import type { ObjectMapping } from '@drawbridge/contract';
import { mappings } from '../../../text/mappings.ts';
import { isCompleteScope } from './scope-problems.ts';

const { mapping: words } = mappings;

export function problemsOfMapping({ attributeMappings, scope }: ObjectMapping): readonly string[] {
  const byPrecedence = Map.groupBy(
    attributeMappings.filter(({ matchingPriority }) => matchingPriority > 0),
    ({ matchingPriority }) => matchingPriority,
  );
  const shared = [...byPrecedence].filter(([, sharing]) => sharing.length > 1);
  return [
    ...(byPrecedence.size === 0 ? [words.noMatching] : []),
    ...shared.map(([precedence, sharing]) =>
      words.sharedPrecedence(precedence, sharing.map(({ targetAttributeName }) => targetAttributeName).join(', ')),
    ),
    ...(scope && !isCompleteScope(scope) ? [words.incompleteScope] : []),
  ];
}
