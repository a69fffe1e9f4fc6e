/** An application that agents serve, by its published resource. */
import { paths } from '../../../lib/paths.ts';
import { RouterLink } from '../../../ui/router-link.tsx';
import type { PublishedResource } from '../api/agents.ts';

const isId = (text: string): boolean => /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(text);

/** Only the id of a service principal names an application; other names are somebody's own. */
export function ResourceLink({ resource }: { resource: PublishedResource }) {
  if (!isId(resource.resourceName)) return <>{resource.displayName}</>;
  return (
    <RouterLink to={paths.connectivity} params={{ applicationId: resource.resourceName }}>
      {resource.displayName}
    </RouterLink>
  );
}
