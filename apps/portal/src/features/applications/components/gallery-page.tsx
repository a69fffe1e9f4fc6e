/** The gallery: what an application is made from. */
import { Card, Link, makeStyles, Text, tokens, typographyStyles } from '@fluentui/react-components';
import { AddRegular, AppsAddInRegular, CloudRegular, PlugConnectedRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { paths } from '../../../lib/paths.ts';
import { searchOf } from '../../../lib/search.ts';
import { applications } from '../../../text/applications.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { FilterBar } from '../../../ui/filter-bar.tsx';
import { Page } from '../../../ui/page.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { Requires } from '../../../ui/requires.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { galleryQuery, ownTemplateIds, type GalleryTemplate } from '../api/gallery.ts';
import { AddFromGalleryPane } from './add-from-gallery-pane.tsx';
import { OwnApplicationPane } from './own-application-pane.tsx';

const route = getRouteApi(paths.gallery);
const { gallery } = applications;

const useStyles = makeStyles({
  tiles: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(280px, 100%), 1fr))',
    gap: tokens.spacingHorizontalL,
    maxWidth: '1400px',
    listStyleType: 'none',
    margin: 0,
    padding: 0,
  },
  tile: { height: '100%', cursor: 'pointer', minHeight: '156px', alignItems: 'start', rowGap: tokens.spacingVerticalS },
  icon: { fontSize: '32px', lineHeight: 0, color: tokens.colorBrandForeground1 },
  name: { ...typographyStyles.subtitle2, margin: 0 },
  opener: { fontSize: 'inherit', fontWeight: 'inherit', textAlign: 'start' },
  about: { color: tokens.colorNeutralForeground2, flexGrow: 1 },
});

export function GalleryPage() {
  return (
    <Requires any={['Application.ReadWrite.All']} needed={applications.createRoles} fallbackTitle={gallery.title}>
      <Gallery />
    </Requires>
  );
}

/** The value of `template` in the address that stands for no template. */
const own = 'own';

function Gallery() {
  const { q, template } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(galleryQuery);
  const open = (id: string | undefined): void =>
    void navigate({ search: (before) => searchOf({ ...before, template: id }) });
  const chosen = query.data?.find(({ id }) => id === template);
  return (
    <Page
      title={gallery.title}
      description={gallery.description}
      breadcrumb={[
        <RouterLink key="list" to={paths.applications}>
          {applications.title}
        </RouterLink>,
      ]}
      commands={[{ key: 'own', label: gallery.own, icon: <AddRegular />, onClick: () => open(own) }]}
    >
      <FilterBar>
        <SearchField
          label={gallery.search}
          value={q}
          onSearch={(text) => void navigate({ search: (before) => searchOf({ ...before, q: text }), replace: true })}
        />
      </FilterBar>
      <QueryState query={query}>{(templates) => <Tiles templates={matching(templates, q)} onOpen={open} />}</QueryState>
      {chosen && <AddFromGalleryPane key={chosen.id} template={chosen} onClose={() => open(undefined)} />}
      {template === own && <OwnApplicationPane name={q ?? ''} onClose={() => open(undefined)} />}
    </Page>
  );
}

const matching = (templates: readonly GalleryTemplate[], q = ''): readonly GalleryTemplate[] =>
  templates.filter(({ displayName, description }) =>
    `${displayName} ${description}`.toLowerCase().includes(q.trim().toLowerCase()),
  );

const iconOf = ({ id }: GalleryTemplate) => {
  if (id === ownTemplateIds.onPremises) return <PlugConnectedRegular />;
  return id === ownTemplateIds.custom ? <AppsAddInRegular /> : <CloudRegular />;
};

function Tiles({ templates, onOpen }: { templates: readonly GalleryTemplate[]; onOpen: (id: string) => void }) {
  const styles = useStyles();
  if (templates.length === 0) return <EmptyState title={gallery.nothingFound} body={gallery.nothingFoundBody} />;
  return (
    <ul className={styles.tiles} aria-label={gallery.title}>
      {templates.map((template) => (
        <li key={template.id}>
          <Card className={styles.tile} onClick={() => onOpen(template.id)}>
            <span className={styles.icon} aria-hidden>
              {iconOf(template)}
            </span>
            <h2 className={styles.name}>
              <Link as="button" className={styles.opener}>
                {template.displayName}
              </Link>
            </h2>
            <Text className={styles.about}>{template.description}</Text>
            {template.supportedProvisioningTypes.includes('sync') && (
              <StatusBadge tone="success">{gallery.automatic}</StatusBadge>
            )}
          </Card>
        </li>
      ))}
    </ul>
  );
}
