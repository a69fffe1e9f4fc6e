/** Which attribute of the source goes to which of the target; rows open their pane. */
import type { AttributeMapping } from '@drawbridge/contract';
import { Button, makeStyles, tokens, Tooltip } from '@fluentui/react-components';
import { AddRegular, DeleteRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { phrases } from '../../../text/phrases.ts';
import { mappings as text } from '../../../text/mappings.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { DataTable, type Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Section } from '../../../ui/section.tsx';

const { mapping: words, edit } = text;

const useStyles = makeStyles({
  mono: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 },
  faint: { color: tokens.colorNeutralForeground3 },
});

type AttributeMappingsTableProps = {
  readonly mappings: readonly AttributeMapping[];
  readonly openName: string | undefined;
  readonly refused: string | undefined;
  readonly onOpen: (targetAttributeName: string) => void;
  readonly onAdd: () => void;
  readonly onChange: (mappings: readonly AttributeMapping[]) => void;
};

export function AttributeMappingsTable(props: AttributeMappingsTableProps) {
  const { mappings, openName, refused, onOpen, onAdd, onChange } = props;
  const styles = useStyles();
  const [leaving, setLeaving] = useState<AttributeMapping>();
  const isOnlyMatching = (mapping: AttributeMapping): boolean =>
    mapping.matchingPriority > 0 && mappings.every((one) => one === mapping || one.matchingPriority === 0);
  const columns: readonly Column<AttributeMapping>[] = [
    {
      key: 'source',
      header: words.columnSource,
      width: 250,
      render: ({ source }) => {
        if (!source) return words.noneSource;
        const shown = source.expression || source.name || words.noneSource;
        if (source.type === 'Attribute') return source.name || shown;
        return (
          <span className={styles.mono} title={shown}>
            {shown}
          </span>
        );
      },
    },
    {
      key: 'target',
      header: words.columnTarget,
      width: 270,
      render: ({ targetAttributeName: target }) => <span title={target}>{target}</span>,
    },
    {
      key: 'matching',
      header: words.columnMatching,
      width: 170,
      render: ({ matchingPriority }) => (matchingPriority > 0 ? matchingPriority : <Nothing />),
    },
    {
      key: 'apply',
      header: words.columnApply,
      width: 150,
      render: ({ flowType }) => <span title={applyWord(flowType)}>{applyWord(flowType)}</span>,
    },
    ...(refused === undefined
      ? [
          {
            key: 'delete',
            header: words.columnDelete,
            width: 72,
            render: (mapping: AttributeMapping) => {
              const isKept = isOnlyMatching(mapping);
              const name = words.delete(mapping.targetAttributeName);
              return (
                <Tooltip content={isKept ? words.lastMatching : name} relationship={isKept ? 'description' : 'label'}>
                  <Button
                    appearance="subtle"
                    icon={<DeleteRegular />}
                    aria-label={name}
                    disabledFocusable={isKept}
                    onClick={(event) => {
                      event.stopPropagation();
                      setLeaving(mapping);
                    }}
                  />
                </Tooltip>
              );
            },
          },
        ]
      : []),
  ];
  return (
    <Section
      title={words.attributes}
      about={words.about}
      action={
        <Button
          icon={<AddRegular />}
          disabledFocusable={refused !== undefined}
          title={refused}
          onClick={() => refused === undefined && onAdd()}
        >
          {words.add}
        </Button>
      }
    >
      <DataTable
        label={words.attributes}
        columns={columns}
        rows={mappings}
        rowKey={({ targetAttributeName }) => targetAttributeName}
        onOpen={({ targetAttributeName }) => onOpen(targetAttributeName)}
        openKey={openName}
        empty={<EmptyState title={words.empty} body={words.emptyBody} />}
      />
      {leaving && (
        <ConfirmDialog
          title={words.deleteTitle(leaving.targetAttributeName)}
          action={phrases.delete}
          onConfirm={async () => onChange(mappings.filter((one) => one !== leaving))}
          onClose={() => setLeaving(undefined)}
        >
          {words.deleteBody}
        </ConfirmDialog>
      )}
    </Section>
  );
}

function Nothing() {
  return <span className={useStyles().faint}>{words.nothing}</span>;
}

const applyWord = (flowType: AttributeMapping['flowType']): string =>
  flowType === 'Always' || flowType === 'ObjectAddOnly' ? edit.applies[flowType] : flowType;
