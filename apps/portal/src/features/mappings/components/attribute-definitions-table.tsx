/** Attributes of one object, with what may be done to each. */
import type { AttributeDefinition } from '@drawbridge/contract';
import { Button, makeStyles, tokens, Tooltip } from '@fluentui/react-components';
import { CheckmarkRegular, DeleteRegular } from '@fluentui/react-icons';
import { mappings } from '../../../text/mappings.ts';
import { DataTable, type Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';

const { attributes: words } = mappings;

const useStyles = makeStyles({ faint: { color: tokens.colorNeutralForeground3 } });

type AttributeDefinitionsTableProps = {
  readonly attributes: readonly AttributeDefinition[];
  readonly isFiltered: boolean;
  readonly openName: string | undefined;
  /** Names of those that the application began with. */
  readonly builtIn: ReadonlySet<string>;
  readonly usedIn: (attribute: AttributeDefinition) => string | undefined;
  readonly refused: string | undefined;
  readonly onOpen: (name: string) => void;
  readonly onDelete: (attribute: AttributeDefinition) => void;
};

export function AttributeDefinitionsTable(props: AttributeDefinitionsTableProps) {
  const { attributes, isFiltered, openName, builtIn, usedIn, refused, onOpen, onDelete } = props;
  const hindrance = (attribute: AttributeDefinition): string | undefined => {
    if (attribute.anchor) return words.anchor;
    if (builtIn.has(attribute.name)) return words.builtIn;
    const place = usedIn(attribute);
    return place === undefined ? undefined : words.used(place);
  };
  const flag = (key: string, header: string, of: (attribute: AttributeDefinition) => boolean, width = 135) => ({
    key,
    header,
    width,
    render: (attribute: AttributeDefinition) => <Flag isSet={of(attribute)} />,
  });
  const columns: readonly Column<AttributeDefinition>[] = [
    { key: 'name', header: words.name, width: 290, render: ({ name }) => <span title={name}>{name}</span> },
    { key: 'type', header: words.type, width: 96, render: ({ type }) => words.types[type] },
    flag('anchor', words.primaryKey, ({ anchor }) => anchor),
    flag('required', words.required, ({ required }) => required, 116),
    flag('multivalued', words.multiValue, ({ multivalued }) => multivalued, 130),
    flag('caseExact', words.exactCase, ({ caseExact }) => caseExact, 126),
    flag('flowNull', words.flowNull, ({ flowNullValues }) => flowNullValues, 166),
    {
      key: 'api',
      header: words.api,
      width: 140,
      render: ({ apiExpressions }) => apiExpressions?.[0]?.value ?? <Nothing />,
    },
    {
      key: 'reference',
      header: words.referenced,
      width: 240,
      render: ({ referencedObjects }) =>
        (referencedObjects ?? []).map(({ referencedObjectName }) => referencedObjectName).join(', ') || <Nothing />,
    },
    {
      key: 'delete',
      header: words.delete,
      width: 76,
      render: (attribute) => {
        const reason = refused ?? hindrance(attribute);
        const name = words.deleteAttribute(attribute.name);
        return (
          <Tooltip content={reason ?? name} relationship={reason === undefined ? 'label' : 'description'}>
            <Button
              appearance="subtle"
              icon={<DeleteRegular />}
              aria-label={name}
              disabledFocusable={reason !== undefined}
              onClick={(event) => {
                event.stopPropagation();
                onDelete(attribute);
              }}
            />
          </Tooltip>
        );
      },
    },
  ];
  return (
    <DataTable
      label={words.label}
      columns={columns}
      rows={attributes}
      rowKey={({ name }) => name}
      onOpen={refused === undefined ? ({ name }) => onOpen(name) : undefined}
      openKey={openName}
      empty={
        isFiltered ? (
          <EmptyState title={words.noneFound} body={words.noneFoundBody} />
        ) : (
          <EmptyState title={words.empty} body={words.emptyBody} />
        )
      }
    />
  );
}

function Flag({ isSet }: { isSet: boolean }) {
  return isSet ? <CheckmarkRegular aria-label={words.yes} /> : <Nothing />;
}

function Nothing() {
  return <span className={useStyles().faint}>{words.nothing}</span>;
}
