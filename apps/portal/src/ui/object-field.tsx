/** One object of the directory in a form: found by what one types, then shown, and exchanged for another. */
import { Button, makeStyles, Persona, shorthands, tokens } from '@fluentui/react-components';
import { phrases } from '../text/phrases.ts';
import { ObjectPicker, type ObjectPickerProps, type Pickable } from './object-picker.tsx';

type ObjectFieldProps = Pick<ObjectPickerProps, 'label' | 'searchKey' | 'search' | 'nothingFound'> & {
  readonly chosen: Pickable | undefined;
  readonly onChange: (chosen: Pickable | undefined) => void;
};

const useStyles = makeStyles({
  // Something else follows below it.
  picker: { '& ul': { maxHeight: '260px' } },
  chosen: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    ...shorthands.border('1px', 'solid', tokens.colorNeutralStroke2),
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
  },
});

export function ObjectField({ chosen, onChange, ...picker }: ObjectFieldProps) {
  const styles = useStyles();
  if (!chosen)
    return (
      <div className={styles.picker}>
        <ObjectPicker {...picker} chosen={[]} onChange={([one]) => onChange(one)} />
      </div>
    );
  return (
    <div className={styles.chosen} role="group" aria-label={picker.label}>
      <Persona
        name={chosen.name}
        secondaryText={chosen.detail}
        size="medium"
        avatar={{ color: 'colorful', 'aria-hidden': true }}
      />
      <Button size="small" onClick={() => onChange(undefined)}>
        {phrases.chooseAnother}
      </Button>
    </div>
  );
}
