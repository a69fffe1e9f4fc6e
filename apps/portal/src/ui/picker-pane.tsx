/** The pane in which objects of the directory are found and chosen, and then put somewhere. */
import { Button } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { phrases } from '../text/phrases.ts';
import { lists } from '../text/lists.ts';
import { ObjectPicker, type ObjectPickerProps, type Pickable } from './object-picker.tsx';
import { Problem } from './problem.tsx';
import { SidePane } from './side-pane.tsx';

type PickerPaneProps = Pick<ObjectPickerProps, 'label' | 'searchKey' | 'search' | 'many'> & {
  readonly title: string;
  readonly action: string;
  readonly nothingFound?: string;
  /** The pane closes when it resolves. */
  readonly onPick: (chosen: readonly Pickable[]) => Promise<unknown>;
  readonly onClose: () => void;
  /** Chooses nothing, where something was chosen before. */
  readonly clear?: { readonly label: string; readonly onClear: () => Promise<unknown> };
};

/** Draw it only while it is open. */
export function PickerPane(props: PickerPaneProps) {
  const { title, action, nothingFound = lists.nothingFound, onPick, onClose, clear, ...picker } = props;
  const [chosen, setChosen] = useState<readonly Pickable[]>([]);
  const pick = useMutation({ mutationFn: onPick, onSuccess: onClose });
  const clearing = useMutation({ mutationFn: async () => clear?.onClear(), onSuccess: onClose });
  const error = pick.error ?? clearing.error;
  return (
    <SidePane
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button
            appearance="primary"
            disabled={chosen.length === 0 || pick.isPending}
            onClick={() => pick.mutate(chosen)}
          >
            {action}
          </Button>
          {clear && (
            <Button disabled={clearing.isPending} onClick={() => clearing.mutate()}>
              {clear.label}
            </Button>
          )}
          <Button onClick={onClose}>{phrases.cancel}</Button>
        </>
      }
    >
      {error && <Problem error={error} />}
      <ObjectPicker {...picker} chosen={chosen} onChange={setChosen} nothingFound={nothingFound} />
    </SidePane>
  );
}
