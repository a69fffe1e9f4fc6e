/** The way from a log of an application back to it. */
import type { ReactNode } from 'react';
import { paths } from '../../../lib/paths.ts';
import { applications } from '../../../text/applications.ts';
import { RouterLink } from '../../../ui/router-link.tsx';
import type { Application } from '../../applications/api/application.ts';

export const applicationBreadcrumb = ({ id, displayName }: Application): readonly ReactNode[] => [
  <RouterLink key="all" to={paths.applications}>
    {applications.title}
  </RouterLink>,
  <RouterLink key="one" to={paths.application} params={{ applicationId: id }}>
    {displayName}
  </RouterLink>,
];
