/** The menu of the whole admin centre. What a person may not see is not in it. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import {
  AppsRegular,
  ArrowImportRegular,
  ClipboardTaskListLtrRegular,
  HistoryRegular,
  HomeRegular,
  KeyRegular,
  PeopleRegular,
  PersonKeyRegular,
  PersonRegular,
  PlugConnectedRegular,
  ShieldPersonRegular,
} from '@fluentui/react-icons';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { paths } from '../lib/paths.ts';
import { useCan } from '../lib/permissions.ts';
import { frame } from '../text/frame.ts';

type Entry = {
  readonly to: (typeof paths)[keyof typeof paths];
  readonly label: string;
  readonly icon: ReactElement;
  /** Any of these; absent: everybody. */
  readonly needs?: readonly string[];
};
type Section = { readonly heading?: string; readonly entries: readonly Entry[] };

const { entries: label, sections: heading } = frame;
const sections: readonly Section[] = [
  { entries: [{ to: paths.home, label: label.home, icon: <HomeRegular /> }] },
  {
    heading: heading.applications,
    entries: [{ to: paths.applications, label: label.applications, icon: <AppsRegular /> }],
  },
  {
    heading: heading.hybrid,
    entries: [
      {
        to: paths.agents,
        label: label.agents,
        icon: <PlugConnectedRegular />,
        needs: ['OnPremisesPublishingProfiles.Read.All'],
      },
    ],
  },
  {
    heading: heading.identity,
    entries: [
      { to: paths.users, label: label.users, icon: <PersonRegular />, needs: ['User.Read.All'] },
      { to: paths.groups, label: label.groups, icon: <PeopleRegular />, needs: ['Group.Read.All'] },
      {
        to: paths.importPeople,
        label: label.importPeople,
        icon: <ArrowImportRegular />,
        needs: ['Directory.ReadWrite.All'],
      },
    ],
  },
  {
    heading: heading.monitoring,
    entries: [
      {
        to: paths.provisioningLogs,
        label: label.provisioningLogs,
        icon: <ClipboardTaskListLtrRegular />,
        needs: ['ProvisioningLog.Read.All'],
      },
      { to: paths.auditLogs, label: label.auditLogs, icon: <HistoryRegular />, needs: ['AuditLog.Read.All'] },
    ],
  },
  {
    heading: heading.access,
    entries: [
      { to: paths.roles, label: label.roles, icon: <ShieldPersonRegular />, needs: ['RoleManagement.Read.Directory'] },
      {
        to: paths.appRegistrations,
        label: label.appRegistrations,
        icon: <KeyRegular />,
        needs: ['Application.Read.All'],
      },
      { to: paths.signInSettings, label: label.signInSettings, icon: <PersonKeyRegular />, needs: ['Domain.Read.All'] },
    ],
  },
];

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', paddingBlock: tokens.spacingVerticalS },
  heading: {
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL} ${tokens.spacingVerticalXS}`,
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground3,
    margin: 0,
  },
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  link: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    paddingBlock: tokens.spacingVerticalS,
    paddingInline: tokens.spacingHorizontalL,
    borderInlineStartWidth: '3px',
    borderInlineStartStyle: 'solid',
    borderInlineStartColor: 'transparent',
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorNeutralBackground3Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
    '& svg': { fontSize: '20px', flexShrink: 0 },
  },
  active: {
    borderInlineStartColor: tokens.colorCompoundBrandStroke,
    backgroundColor: tokens.colorNeutralBackground3Selected,
    fontWeight: tokens.fontWeightSemibold,
  },
});

export function Navigation({ onNavigate }: { onNavigate?: () => void }) {
  const styles = useStyles();
  const can = useCan();
  return (
    <nav aria-label={frame.navigation} className={styles.root}>
      {sections.map(({ heading: title, entries }) => {
        const shown = entries.filter(({ needs }) => needs === undefined || can.any(...needs));
        if (shown.length === 0) return null;
        return (
          <div key={title ?? ''}>
            {title && <p className={styles.heading}>{title}</p>}
            <ul className={styles.list}>
              {shown.map(({ to, label: text, icon }) => (
                <li key={to}>
                  <Link
                    to={to as '/'}
                    className={styles.link}
                    activeOptions={{ exact: to === paths.home, includeSearch: false }}
                    activeProps={{ className: mergeClasses(styles.link, styles.active), 'aria-current': 'page' }}
                    onClick={onNavigate}
                  >
                    {icon}
                    {text}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}
