/** One object mapping: whether it runs, for whom, what it may do, and which attribute goes where. */
import { getRouteApi } from '@tanstack/react-router';
import { paths } from '../../../lib/paths.ts';
import { mappings } from '../../../text/mappings.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Page } from '../../../ui/page.tsx';
import { RouterButton } from '../../../ui/router-link.tsx';
import { MappedPage, mappingBreadcrumb } from './mapped-page.tsx';
import { MappingEditor } from './mapping-editor.tsx';
import { nameOf, placesOf } from './schema-access.ts';

const { mapping: words } = mappings;
const route = getRouteApi(paths.mapping);

export function MappingPage() {
  const { applicationId, mappingName } = route.useParams();
  return (
    <MappedPage title={words.title}>
      {(mapped) => {
        const place = placesOf(mapped.schema).find(({ mapping }) => nameOf(mapping) === mappingName);
        // A newer version begins a new form.
        if (place)
          return <MappingEditor key={`${mapped.schema.version} ${mappingName}`} mapped={mapped} place={place} />;
        return (
          <Page title={words.title} breadcrumb={mappingBreadcrumb(mapped.application)}>
            <EmptyState
              title={words.notFound}
              body={words.notFoundBody(mappingName)}
              actions={
                <RouterButton appearance="primary" to={paths.mappings} params={{ applicationId }}>
                  {words.back}
                </RouterButton>
              }
            />
          </Page>
        );
      }}
    </MappedPage>
  );
}
