/** The lists of attributes of both sides, the expression builder, the schema and its history. */
import { Checkbox, makeStyles, tokens } from '@fluentui/react-components';
import { paths } from '../../../lib/paths.ts';
import { mappings } from '../../../text/mappings.ts';
import { RouterLink } from '../../../ui/router-link.tsx';
import type { Mapped } from './mapped-page.tsx';
import { nameOf, type Place } from './schema-access.ts';

const { mapping: words } = mappings;

const useStyles = makeStyles({
  box: { marginInlineStart: '-8px' },
  list: {
    margin: 0,
    paddingInlineStart: tokens.spacingHorizontalXXL,
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
  },
});

type AdvancedOptionsProps = {
  readonly mapped: Mapped;
  readonly place: Place;
  readonly isShown: boolean;
  readonly onShow: (isShown: boolean) => void;
};

export function AdvancedOptions({ mapped, place, isShown, onShow }: AdvancedOptionsProps) {
  const styles = useStyles();
  const { application } = mapped;
  const { rule, mapping } = place;
  const params = { applicationId: application.id };
  const lists = [
    { name: words.directory, directoryName: rule.sourceDirectoryName, objectName: mapping.sourceObjectName },
    { name: application.displayName, directoryName: rule.targetDirectoryName, objectName: mapping.targetObjectName },
  ];
  return (
    <div>
      <Checkbox
        className={styles.box}
        label={words.advanced}
        checked={isShown}
        onChange={(_event, { checked }) => onShow(checked === true)}
      />
      {isShown && (
        <ul className={styles.list}>
          {lists.map(({ name, directoryName, objectName }) => (
            <li key={directoryName}>
              <RouterLink to={paths.attributes} params={{ ...params, directoryName, objectName }}>
                {words.editList(name)}
              </RouterLink>
            </li>
          ))}
          <li>
            <RouterLink to={paths.expressionBuilder} params={params} search={{ mapping: nameOf(mapping) }}>
              {words.builder}
            </RouterLink>
          </li>
          <li>
            <RouterLink to={paths.schema} params={params}>
              {words.schema}
            </RouterLink>
          </li>
          <li>
            <RouterLink to={paths.schemaVersions} params={params}>
              {words.versions}
            </RouterLink>
          </li>
        </ul>
      )}
    </div>
  );
}
