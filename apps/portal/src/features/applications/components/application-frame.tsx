/** What stands around every page of one application: its name and its own menu. What the reader may not see is not in it. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { applications } from '../../../text/applications.ts';
import { Loading } from '../../../ui/loading.tsx';
import { Page } from '../../../ui/page.tsx';
import { PermissionBar } from '../../../ui/permission-bar.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { applicationQuery } from '../api/application.ts';

const route = getRouteApi(paths.application);
const { menu } = applications;

type Entry = {
  readonly to: (typeof paths)[keyof typeof paths];
  readonly label: string;
  /** Instead of the section's. */
  readonly needs?: readonly string[];
  /** Not even owners see it without a role. */
  readonly notForOwners?: boolean;
};
type Section = { readonly heading: string; readonly needs: readonly string[]; readonly entries: readonly Entry[] };

const sections: readonly Section[] = [
  {
    heading: menu.manage,
    needs: ['Application.Read.All'],
    entries: [
      { to: paths.application, label: menu.overview },
      { to: paths.applicationProperties, label: menu.properties },
      { to: paths.applicationOwners, label: menu.owners },
      { to: paths.applicationAssignments, label: menu.assignments },
      { to: paths.applicationRoles, label: menu.roles },
    ],
  },
  {
    heading: menu.provisioningHeading,
    needs: ['Synchronization.Read.All'],
    entries: [
      { to: paths.provisioning, label: menu.provisioning },
      { to: paths.connectivity, label: menu.connectivity },
      { to: paths.mappings, label: menu.mappings },
      { to: paths.settings, label: menu.settings },
      { to: paths.onDemand, label: menu.onDemand },
      { to: paths.explain, label: menu.explain },
      { to: paths.links, label: menu.links },
    ],
  },
  {
    heading: menu.monitor,
    needs: ['Synchronization.Read.All'],
    entries: [
      { to: paths.stagedDeletions, label: menu.stagedDeletions },
      { to: paths.failures, label: menu.failures },
      {
        to: paths.applicationProvisioningLogs,
        label: menu.provisioningLogs,
        needs: ['ProvisioningLog.Read.All', 'AuditLog.Read.All'],
      },
      { to: paths.applicationAuditLogs, label: menu.auditLogs, needs: ['AuditLog.Read.All'], notForOwners: true },
    ],
  },
];

const narrow = '@media (max-width: 1100px)';

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gridTemplateColumns: '208px minmax(0, 1fr)',
    minHeight: '100%',
    [narrow]: { gridTemplateColumns: 'minmax(0, 1fr)', gridTemplateRows: 'auto 1fr' },
  },
  menu: {
    borderInlineEndWidth: '1px',
    borderInlineEndStyle: 'solid',
    borderInlineEndColor: tokens.colorNeutralStroke2,
    paddingBlock: tokens.spacingVerticalS,
    [narrow]: {
      display: 'flex',
      overflowX: 'auto',
      borderInlineEndStyle: 'none',
      borderBlockEndWidth: '1px',
      borderBlockEndStyle: 'solid',
      borderBlockEndColor: tokens.colorNeutralStroke2,
      paddingBlock: 0,
    },
  },
  head: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
    paddingBlock: tokens.spacingVerticalS,
    paddingInline: tokens.spacingHorizontalL,
    [narrow]: { display: 'none' },
  },
  name: {
    margin: 0,
    fontSize: tokens.fontSizeBase400,
    fontWeight: tokens.fontWeightSemibold,
    overflowWrap: 'anywhere',
  },
  heading: {
    margin: 0,
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL} ${tokens.spacingVerticalXS}`,
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground3,
    [narrow]: { display: 'none' },
  },
  list: { listStyleType: 'none', margin: 0, padding: 0, [narrow]: { display: 'flex' } },
  link: {
    display: 'block',
    whiteSpace: 'nowrap',
    paddingBlock: tokens.spacingVerticalSNudge,
    paddingInline: tokens.spacingHorizontalL,
    borderInlineStartWidth: '3px',
    borderInlineStartStyle: 'solid',
    borderInlineStartColor: 'transparent',
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
    [narrow]: {
      borderInlineStartStyle: 'none',
      borderBlockEndWidth: '2px',
      borderBlockEndStyle: 'solid',
      borderBlockEndColor: 'transparent',
      paddingBlock: tokens.spacingVerticalM,
    },
  },
  active: {
    fontWeight: tokens.fontWeightSemibold,
    borderInlineStartColor: tokens.colorCompoundBrandStroke,
    [narrow]: { borderBlockEndColor: tokens.colorCompoundBrandStroke },
  },
});

export function ApplicationFrame() {
  const { applicationId } = route.useParams();
  if (useCan().anyOrOwner(applicationId, 'Application.Read.All')) return <Framed applicationId={applicationId} />;
  return (
    <Page title={applications.title}>
      <PermissionBar needed={applications.needed} />
    </Page>
  );
}

function Framed({ applicationId }: { applicationId: string }) {
  const styles = useStyles();
  const can = useCan();
  const query = useQuery(applicationQuery(applicationId));
  const application = query.data;
  const isShown = ({ needs, notForOwners = false }: Pick<Entry, 'needs' | 'notForOwners'>): boolean =>
    notForOwners ? can.any(...(needs ?? [])) : can.anyOrOwner(applicationId, ...(needs ?? []));
  const shown = sections.map(({ heading, needs, entries }) => ({
    heading,
    entries: entries.filter((entry) => isShown({ needs, ...entry })),
  }));
  if (!application) {
    return (
      <Page title={applications.title}>
        <QueryState query={query}>{() => null}</QueryState>
      </Page>
    );
  }
  return (
    <div className={styles.root}>
      <nav aria-label={`${menu.label}: ${application.displayName}`} className={styles.menu}>
        <div className={styles.head}>
          <RouterLink to={paths.applications}>{applications.title}</RouterLink>
          <p className={styles.name}>{application.displayName}</p>
          {!application.accountEnabled && <StatusBadge tone="warning">{menu.signInDisabled}</StatusBadge>}
        </div>
        {shown.map(
          ({ heading, entries }) =>
            entries.length > 0 && (
              <div key={heading}>
                <p className={styles.heading}>{heading}</p>
                <ul className={styles.list}>
                  {entries.map(({ to, label }) => (
                    <li key={to}>
                      <Link
                        to={to as typeof paths.application}
                        params={{ applicationId }}
                        className={styles.link}
                        activeOptions={{
                          exact: to === paths.application || to === paths.provisioning,
                          includeSearch: false,
                        }}
                        activeProps={{ className: mergeClasses(styles.link, styles.active), 'aria-current': 'page' }}
                      >
                        {label}
                      </Link>
                    </li>
                  ))}
                </ul>
              </div>
            ),
        )}
      </nav>
      <div>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </div>
    </div>
  );
}
