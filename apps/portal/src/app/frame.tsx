/** What stands around every page: the name, the menu, what happened, who is signed in. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { NavigationRegular } from '@fluentui/react-icons';
import { Link, Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { paths } from '../lib/paths.ts';
import { phrases } from '../text/phrases.ts';
import { frame } from '../text/frame.ts';
import { Loading } from '../ui/loading.tsx';
import { NotificationBell } from '../ui/notifications.tsx';
import { AccountMenu } from './account-menu.tsx';
import { Navigation } from './navigation.tsx';

/** Not part of the first load: a wide window never needs it. */
const NavigationDrawer = lazy(async () => ({ default: (await import('./navigation-drawer.tsx')).NavigationDrawer }));

const narrow = '@media (max-width: 900px)';

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gridTemplateRows: 'auto minmax(0, 1fr)',
    gridTemplateColumns: 'minmax(0, 1fr)',
    height: '100%',
  },
  skip: {
    position: 'absolute',
    insetInlineStart: tokens.spacingHorizontalM,
    insetBlockStart: '-100px',
    zIndex: 10,
    padding: tokens.spacingVerticalS,
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorBrandForegroundLink,
    ':focus': { insetBlockStart: tokens.spacingVerticalS },
  },
  head: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    height: '48px',
    minWidth: 0,
    paddingInline: tokens.spacingHorizontalM,
    borderBlockEndWidth: '1px',
    borderBlockEndStyle: 'solid',
    borderBlockEndColor: tokens.colorNeutralStroke2,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  menuButton: { display: 'none', [narrow]: { display: 'inline-flex' } },
  brand: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    marginInlineEnd: 'auto',
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    fontWeight: tokens.fontWeightSemibold,
    fontSize: tokens.fontSizeBase400,
    minWidth: 0,
  },
  brandName: { whiteSpace: 'nowrap', overflow: 'hidden', textOverflow: 'ellipsis' },
  body: {
    display: 'grid',
    gridTemplateColumns: '264px minmax(0, 1fr)',
    minHeight: 0,
    [narrow]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  side: {
    overflowY: 'auto',
    backgroundColor: tokens.colorNeutralBackground3,
    borderInlineEndWidth: '1px',
    borderInlineEndStyle: 'solid',
    borderInlineEndColor: tokens.colorNeutralStroke2,
    [narrow]: { display: 'none' },
  },
  content: { overflowY: 'auto', minWidth: 0, backgroundColor: tokens.colorNeutralBackground1 },
});

export function Frame() {
  const styles = useStyles();
  const [isMenuOpen, setMenuOpen] = useState(false);
  return (
    <div className={styles.root}>
      <a href="#content" className={styles.skip}>
        {frame.skip}
      </a>
      <header className={styles.head}>
        <Button
          className={styles.menuButton}
          appearance="subtle"
          icon={<NavigationRegular />}
          aria-label={frame.openNavigation}
          aria-expanded={isMenuOpen}
          onClick={() => setMenuOpen(true)}
        />
        <Link to={paths.home} className={styles.brand}>
          <img src="/portal/icon.svg" alt="" width={24} height={24} />
          <span className={styles.brandName}>{phrases.adminCentre}</span>
        </Link>
        <NotificationBell />
        <AccountMenu />
      </header>
      <div className={styles.body}>
        <div className={styles.side}>
          <Navigation />
        </div>
        <main id="content" className={styles.content}>
          <Suspense fallback={<Loading />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      {isMenuOpen && (
        <Suspense>
          <NavigationDrawer onClose={() => setMenuOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}
