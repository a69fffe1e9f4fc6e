/** The attributes that mappings can name, of the directory or of the application. */
import { getRouteApi } from '@tanstack/react-router';
import { paths } from '../../../lib/paths.ts';
import { mappings } from '../../../text/mappings.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Page } from '../../../ui/page.tsx';
import { RouterButton } from '../../../ui/router-link.tsx';
import { AttributeListEditor } from './attribute-list-editor.tsx';
import { MappedPage, mappingBreadcrumb } from './mapped-page.tsx';

const { attributes: words } = mappings;
const route = getRouteApi(paths.attributes);

export function AttributesPage() {
  const { applicationId, directoryName, objectName } = route.useParams();
  return (
    <MappedPage title={words.title(objectName)}>
      {(mapped) => {
        const { schema, application } = mapped;
        const directory = schema.directories.find(({ name }) => name === directoryName);
        const object = directory?.objects.find(({ name }) => name === objectName);
        if (directory && object) {
          const key = `${schema.version} ${directoryName} ${objectName}`;
          return <AttributeListEditor key={key} mapped={mapped} directory={directory} object={object} />;
        }
        return (
          <Page title={words.notFound} breadcrumb={mappingBreadcrumb(application)}>
            <EmptyState
              title={words.notFound}
              body={words.notFoundBody}
              actions={
                <RouterButton appearance="primary" to={paths.mappings} params={{ applicationId }}>
                  {mappings.mapping.back}
                </RouterButton>
              }
            />
          </Page>
        );
      }}
    </MappedPage>
  );
}
