/** What stands around every page of one application: its own menu. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { paths } from '../../../lib/paths.ts';
import { applications } from '../../../text/applications.ts';
import { Loading } from '../../../ui/loading.tsx';
import { applicationQuery } from '../api/application.ts';

const route = getRouteApi(paths.application);
const { menu } = applications;

const sections = [
  {
    heading: menu.manage,
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
    entries: [
      { to: paths.stagedDeletions, label: menu.stagedDeletions },
      { to: paths.failures, label: menu.failures },
      { to: paths.applicationProvisioningLogs, label: menu.provisioningLogs },
      { to: paths.applicationAuditLogs, label: menu.auditLogs },
    ],
  },
] as const;

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
  const styles = useStyles();
  const { applicationId } = route.useParams();
  const { data: application } = useSuspenseQuery(applicationQuery(applicationId));
  return (
    <div className={styles.root}>
      <nav aria-label={`${menu.label}: ${application.displayName}`} className={styles.menu}>
        {sections.map(({ heading, entries }) => (
          <div key={heading}>
            <p className={styles.heading}>{heading}</p>
            <ul className={styles.list}>
              {entries.map(({ to, label }) => (
                <li key={to}>
                  <Link
                    to={to}
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
        ))}
      </nav>
      <div>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </div>
    </div>
  );
}
