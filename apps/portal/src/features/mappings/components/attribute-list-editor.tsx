/** The list of attributes of one object: a draft until it is saved. */
import type { AttributeDefinition, DirectoryDefinition, ObjectDefinition } from '@drawbridge/contract';
import { makeStyles, tokens } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { mappings } from '../../../text/mappings.ts';
import { FilterBar } from '../../../ui/filter-bar.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Page } from '../../../ui/page.tsx';
import { PermissionBar } from '../../../ui/permission-bar.tsx';
import { SaveBar } from '../../../ui/save-bar.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import { defaultSchemaQuery, saveSchema } from '../api/schema.ts';
import { AttributeDefinitionPane } from './attribute-definition-pane.tsx';
import { AttributeDefinitionsTable } from './attribute-definitions-table.tsx';
import { useOf, type Side } from './attribute-definitions.ts';
import { DiscoveredAttributes } from './discovered-attributes.tsx';
import { mappingBreadcrumb, type Mapped } from './mapped-page.tsx';
import { SavePane } from './save-pane.tsx';
import { findObject, isSame, withAttributes } from './schema-access.ts';

const { attributes: words } = mappings;
const route = getRouteApi(paths.attributes);

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
});

type AttributeListEditorProps = {
  readonly mapped: Mapped;
  readonly directory: DirectoryDefinition;
  readonly object: ObjectDefinition;
};

export function AttributeListEditor({ mapped, directory, object }: AttributeListEditorProps) {
  const styles = useStyles();
  const { application, job, templateId, schema, refused } = mapped;
  const { q, name, add } = route.useSearch();
  const navigate = route.useNavigate();
  const notify = useNotify();
  const [draft, setDraft] = useState<readonly AttributeDefinition[]>(object.attributes);
  const [discoveredAt, setDiscoveredAt] = useState<string | null>();
  const [isSaving, setSaving] = useState(false);
  const original = useQuery(defaultSchemaQuery(job.servicePrincipalId, templateId));
  const builtIn = new Set(
    (original.data && findObject(original.data, directory.name, object.name)?.attributes)?.map((one) => one.name),
  );
  const isTarget = schema.synchronizationRules.some(
    ({ targetDirectoryName }) => targetDirectoryName === directory.name,
  );
  const side: Side = isTarget ? 'application' : 'directory';
  const isDirty = !isSame(draft, object.attributes);
  const edited = refused === undefined ? draft.find((one) => one.name === name) : undefined;
  const usedIn = (attribute: AttributeDefinition): string | undefined =>
    useOf(schema, { side, objectName: object.name, name: attribute.name });
  const withList = withAttributes(schema, directory.name, object.name, draft);
  const proposed =
    discoveredAt === undefined
      ? withList
      : {
          ...withList,
          directories: withList.directories.map((one) =>
            one.name === directory.name ? { ...one, discoveryDateTime: discoveredAt } : one,
          ),
        };
  const closePane = () => void navigate({ search: (before) => ({ ...before, name: undefined, add: undefined }) });

  return (
    <Page
      title={words.title(isTarget ? application.displayName : mappings.mapping.directory)}
      description={`${object.name}. ${words.description}`}
      breadcrumb={mappingBreadcrumb(application)}
      commands={[
        {
          key: 'add',
          label: words.add,
          icon: <AddRegular />,
          refused,
          onClick: () => void navigate({ search: (before) => ({ ...before, add: 'open' }) }),
        },
      ]}
    >
      <div className={styles.root}>
        {refused !== undefined && <PermissionBar needed={mappings.needed} />}
        {refused === undefined && isTarget && (
          <DiscoveredAttributes
            job={job}
            directory={directory}
            objectName={object.name}
            known={draft}
            onAdd={(attributes, at) => {
              setDraft((before) => [...before, ...attributes]);
              setDiscoveredAt(at ?? null);
            }}
          />
        )}
        <div>
          <FilterBar>
            <SearchField
              label={words.search}
              value={q}
              onSearch={(text) => void navigate({ search: (before) => ({ ...before, q: text }), replace: true })}
            />
          </FilterBar>
          <AttributeDefinitionsTable
            attributes={draft.filter((one) => one.name.toLowerCase().includes((q ?? '').toLowerCase()))}
            isFiltered={q !== undefined}
            openName={name}
            builtIn={builtIn}
            usedIn={usedIn}
            refused={refused}
            onOpen={(opened) => void navigate({ search: (before) => ({ ...before, name: opened }) })}
            onDelete={(gone) => setDraft((before) => before.filter((one) => one !== gone))}
          />
        </div>
      </div>
      {refused === undefined && (
        <SaveBar
          isDirty={isDirty}
          isSaving={isSaving}
          onDiscard={() => setDraft(object.attributes)}
          onSave={() => setSaving(true)}
        />
      )}
      {(edited !== undefined || (add === 'open' && refused === undefined)) && (
        <AttributeDefinitionPane
          key={edited?.name ?? ''}
          side={side}
          before={edited}
          usedIn={edited && usedIn(edited)}
          others={draft.filter((one) => one !== edited)}
          objectNames={directory.objects.map((one) => one.name)}
          onApply={(after) =>
            setDraft((before) => (edited ? before.map((one) => (one === edited ? after : one)) : [...before, after]))
          }
          onClose={closePane}
        />
      )}
      {isSaving && (
        <SavePane
          job={job}
          schema={proposed}
          onSave={() => saveSchema(job, proposed, schema.version)}
          onSaved={() => notify(words.saved, { body: mappings.save.doneBody })}
          onClose={() => setSaving(false)}
        />
      )}
    </Page>
  );
}
