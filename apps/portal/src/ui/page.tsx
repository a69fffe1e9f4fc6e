/** A page: where it stands, what it is called, what can be done, and its content. */
import {
  Breadcrumb,
  BreadcrumbDivider,
  BreadcrumbItem,
  makeStyles,
  Text,
  tokens,
  typographyStyles,
} from '@fluentui/react-components';
import { Fragment, useEffect, useRef, type ReactNode } from 'react';
import { phrases } from '../text/phrases.ts';
import { frame } from '../text/frame.ts';
import { CommandBar, type Command } from './command-bar.tsx';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    minHeight: '100%',
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalXXL} ${tokens.spacingVerticalXXL}`,
    boxSizing: 'border-box',
    '@media (max-width: 600px)': { paddingInline: tokens.spacingHorizontalM },
  },
  head: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
    marginBlock: tokens.spacingVerticalS,
  },
  title: { ...typographyStyles.title2, margin: 0, outlineStyle: 'none', overflowWrap: 'anywhere' },
  description: { color: tokens.colorNeutralForeground2, maxWidth: '90ch' },
  breadcrumb: { '& ol': { flexWrap: 'wrap' } },
});

export type PageProps = {
  readonly title: string;
  readonly description?: ReactNode;
  /** Links to what is above, outermost first; RouterLink each. */
  readonly breadcrumb?: readonly ReactNode[];
  readonly commands?: readonly Command[];
  readonly children: ReactNode;
};

export function Page({ title, description, breadcrumb = [], commands = [], children }: PageProps) {
  const styles = useStyles();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – ${phrases.product}`;
  }, [title]);
  // Who reads with the ears hears where they have come to; a pane that the address opens has taken the focus already.
  useEffect(() => {
    if (document.querySelector('[role=dialog]') === null) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className={styles.root}>
      {breadcrumb.length > 0 && (
        <Breadcrumb aria-label={frame.breadcrumb} size="small" className={styles.breadcrumb}>
          {breadcrumb.map((link, index) => (
            <Fragment key={index}>
              {index > 0 && <BreadcrumbDivider />}
              <BreadcrumbItem>{link}</BreadcrumbItem>
            </Fragment>
          ))}
        </Breadcrumb>
      )}
      <div className={styles.head}>
        <h1 ref={heading} tabIndex={-1} className={styles.title}>
          {title}
        </h1>
        {description && <Text className={styles.description}>{description}</Text>}
      </div>
      {commands.length > 0 && <CommandBar commands={commands} label={title} />}
      {children}
    </div>
  );
}
