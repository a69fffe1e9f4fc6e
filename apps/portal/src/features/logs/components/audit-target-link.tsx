/** The name of something that an audit record is about; a link where there is a page of it. */
import { paths } from '../../../lib/paths.ts';
import { RouterLink } from '../../../ui/router-link.tsx';

/** `type`: Graph's word. */
export function AuditTargetLink({ type, id, text }: { type: string; id: string | null; text: string }) {
  if (id === null || id === '') return <>{text}</>;
  switch (type) {
    case 'User':
      return (
        <RouterLink to={paths.user} params={{ userId: id }}>
          {text}
        </RouterLink>
      );
    case 'Group':
      return (
        <RouterLink to={paths.group} params={{ groupId: id }}>
          {text}
        </RouterLink>
      );
    case 'ServicePrincipal':
      return (
        <RouterLink to={paths.application} params={{ applicationId: id }}>
          {text}
        </RouterLink>
      );
    default:
      return <>{text}</>;
  }
}
