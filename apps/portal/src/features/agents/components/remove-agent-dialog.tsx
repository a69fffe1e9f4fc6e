/** Removing an agent names who uses it, and who would be cut off. */
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { agents as text } from '../../../text/agents.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { agentUseQuery, removeAgent, type Agent } from '../api/agents.ts';

type RemoveAgentDialogProps = {
  readonly agent: Pick<Agent, 'id' | 'machineName'>;
  readonly onRemoved: () => void;
  readonly onClose: () => void;
};

export function RemoveAgentDialog({ agent, onRemoved, onClose }: RemoveAgentDialogProps) {
  const notify = useNotify();
  const isRemoved = useRef(false);
  const use = useQuery(agentUseQuery(agent.id));
  const remove = async (): Promise<void> => {
    await removeAgent(agent.id);
    notify(text.removed(agent.machineName));
    isRemoved.current = true;
  };
  return (
    <ConfirmDialog
      title={text.removeTitle(agent.machineName)}
      action={text.remove}
      onConfirm={remove}
      onClose={() => (isRemoved.current ? onRemoved() : onClose())}
    >
      <p>{text.removeBody}</p>
      <QueryState query={use}>
        {(uses) =>
          uses.length === 0 ? (
            <p>{text.removeUnused}</p>
          ) : (
            <>
              <p>{text.removeUsed}</p>
              <ul>
                {uses.map(({ resource, otherActive }) => (
                  <li key={resource.id}>
                    {resource.displayName}
                    {otherActive === 0 && <strong> – {text.removeAlone}</strong>}
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </QueryState>
    </ConfirmDialog>
  );
}
