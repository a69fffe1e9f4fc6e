/** The form of one object mapping. What is changed here is a draft until it is saved, after a look at what it would do. */
import type { AttributeMapping, ObjectMapping } from '@drawbridge/contract';
import { makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { mappings } from '../../../text/mappings.ts';
import { useNotify } from '../../../ui/notifications.tsx';
import { Page } from '../../../ui/page.tsx';
import { PermissionBar } from '../../../ui/permission-bar.tsx';
import { SaveBar } from '../../../ui/save-bar.tsx';
import { saveSchema } from '../api/schema.ts';
import { AdvancedOptions } from './advanced-options.tsx';
import { AttributeMappingPane } from './attribute-mapping-pane.tsx';
import { AttributeMappingsTable } from './attribute-mappings-table.tsx';
import { mappingBreadcrumb, type Mapped } from './mapped-page.tsx';
import { problemsOfMapping } from './mapping-problems.ts';
import { MappingSettings } from './mapping-settings.tsx';
import { SavePane } from './save-pane.tsx';
import { isSame, nameOf, placesOf, withMapping, type Place } from './schema-access.ts';
import { ScopePane } from './scope-pane.tsx';

const route = getRouteApi(paths.mapping);

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
});

export function MappingEditor({ mapped, place }: { mapped: Mapped; place: Place }) {
  const styles = useStyles();
  const notify = useNotify();
  const navigate = route.useNavigate();
  const { scope, attribute, add, expression, advanced } = route.useSearch();
  const { application, job, schema, refused } = mapped;
  const [draft, setDraft] = useState<ObjectMapping>(place.mapping);
  const [isSaving, setSaving] = useState(false);
  const name = nameOf(place.mapping);
  const isDirty = !isSame(draft, place.mapping);
  const problems = problemsOfMapping(draft);
  const proposed = withMapping(schema, name, draft);
  const isLastEnabled = placesOf(schema).every(({ mapping }) => nameOf(mapping) === name || !mapping.enabled);

  const setAttributes = (attributeMappings: readonly AttributeMapping[]): void =>
    setDraft((before) => ({ ...before, attributeMappings: [...attributeMappings] }));
  const edited = draft.attributeMappings.find(({ targetAttributeName }) => targetAttributeName === attribute);
  const closePane = () =>
    void navigate({ search: (before) => ({ ...before, attribute: undefined, add: undefined, expression: undefined }) });

  return (
    <Page title={name} breadcrumb={mappingBreadcrumb(application)}>
      <div className={styles.root}>
        {refused !== undefined && <PermissionBar needed={mappings.needed} />}
        <MappingSettings
          draft={draft}
          isLastEnabled={isLastEnabled}
          refused={refused}
          onChange={setDraft}
          onOpenScope={() => void navigate({ search: (before) => ({ ...before, scope: 'open' }) })}
        />
        <AttributeMappingsTable
          mappings={draft.attributeMappings}
          openName={attribute}
          refused={refused}
          onOpen={(target) => void navigate({ search: (before) => ({ ...before, attribute: target }) })}
          onAdd={() => void navigate({ search: (before) => ({ ...before, add: 'open' }) })}
          onChange={setAttributes}
        />
        <AdvancedOptions
          mapped={mapped}
          place={place}
          isShown={advanced === 'shown'}
          onShow={(isShown) =>
            void navigate({
              search: (before) => ({ ...before, advanced: isShown ? 'shown' : undefined }),
              replace: true,
            })
          }
        />
        {problems.map((problem) => (
          <MessageBar key={problem} intent="error" layout="multiline">
            <MessageBarBody>{problem}</MessageBarBody>
          </MessageBar>
        ))}
      </div>
      {refused === undefined && (
        <SaveBar
          isDirty={isDirty}
          isSaving={isSaving}
          disabled={problems.length > 0}
          onDiscard={() => setDraft(place.mapping)}
          onSave={() => setSaving(true)}
        />
      )}
      {scope === 'open' && (
        <ScopePane
          mapped={mapped}
          mapping={draft}
          onApply={(filter) => setDraft((before) => ({ ...before, scope: filter }))}
          onClose={() => void navigate({ search: (before) => ({ ...before, scope: undefined }) })}
        />
      )}
      {(edited !== undefined || add === 'open') && (
        <AttributeMappingPane
          key={edited?.targetAttributeName ?? ''}
          mapped={mapped}
          place={{ ...place, mapping: draft }}
          before={edited}
          startWith={expression}
          onApply={(after) =>
            setAttributes(
              edited
                ? draft.attributeMappings.map((one) => (one === edited ? after : one))
                : [...draft.attributeMappings, after],
            )
          }
          onClose={closePane}
        />
      )}
      {isSaving && (
        <SavePane
          job={job}
          schema={proposed}
          onSave={() => saveSchema(job, proposed, schema.version)}
          onSaved={() => notify(mappings.save.done, { body: mappings.save.doneBody })}
          onClose={() => setSaving(false)}
        />
      )}
    </Page>
  );
}
