/** Back to the mappings that the application began with, after a look at what that would change. */
import { useQuery } from '@tanstack/react-query';
import { mappings } from '../../../text/mappings.ts';
import { useNotify } from '../../../ui/notifications.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { SidePane } from '../../../ui/side-pane.tsx';
import { defaultSchemaQuery, restoreDefaultSchema } from '../api/schema.ts';
import type { Mapped } from './mapped-page.tsx';
import { SavePane } from './save-pane.tsx';

const { restoreDefault: words } = mappings;

export function RestoreDefault({ mapped, onClose }: { mapped: Mapped; onClose: () => void }) {
  const { job, templateId } = mapped;
  const notify = useNotify();
  const schema = useQuery(defaultSchemaQuery(job.servicePrincipalId, templateId));
  if (!schema.data)
    return (
      <SidePane title={words.title} wide onClose={onClose}>
        <QueryState query={schema}>{() => null}</QueryState>
      </SidePane>
    );
  return (
    <SavePane
      title={words.title}
      action={words.title}
      job={job}
      schema={schema.data}
      onSave={() => restoreDefaultSchema(job)}
      onSaved={() => notify(words.done, { body: mappings.save.doneBody })}
      onClose={onClose}
    >
      {words.body}
    </SavePane>
  );
}
