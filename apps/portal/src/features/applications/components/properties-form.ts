/** The properties of an application as the form has them, and the request that changes what differs. */
import type { ApplicationChange } from '../api/change-application.ts';
import type { Application } from '../api/application.ts';
import { hidden } from '../api/application-list.ts';

export type PropertiesForm = {
  readonly enabled: boolean;
  readonly displayName: string;
  readonly homepage: string;
  readonly assignmentRequired: boolean;
  readonly visible: boolean;
  readonly notes: string;
};

export const toForm = (application: Application): PropertiesForm => ({
  enabled: application.accountEnabled,
  displayName: application.displayName,
  homepage: application.homepage ?? '',
  assignmentRequired: application.appRoleAssignmentRequired,
  visible: !application.tags.includes(hidden),
  notes: application.notes ?? '',
});

export function toRequest(application: Application, form: PropertiesForm): ApplicationChange {
  const before = toForm(application);
  const tags = application.tags.filter((tag) => tag !== hidden);
  return {
    ...(form.enabled === before.enabled ? {} : { accountEnabled: form.enabled }),
    ...(form.displayName === before.displayName ? {} : { displayName: form.displayName.trim() }),
    ...(form.homepage === before.homepage ? {} : { homepage: form.homepage.trim() || null }),
    ...(form.assignmentRequired === before.assignmentRequired
      ? {}
      : { appRoleAssignmentRequired: form.assignmentRequired }),
    ...(form.visible === before.visible ? {} : { tags: form.visible ? tags : [...tags, hidden] }),
    ...(form.notes === before.notes ? {} : { notes: form.notes === '' ? null : form.notes }),
  };
}

export const isAddress = (text: string): boolean => {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
};
