/** Expressions put together from functions and attributes, tried, and taken into a mapping. The expression stands in the address. */
import type { FunctionSchema } from '@drawbridge/expressions';
import { Button, Field, makeStyles, Select, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { after } from '../../../lib/clock.ts';
import { paths } from '../../../lib/paths.ts';
import { expressions } from '../../../text/expressions.ts';
import { Page } from '../../../ui/page.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { Section } from '../../../ui/section.tsx';
import { functionsQuery } from '../api/functions.ts';
import type { Insertion } from './editor-props.ts';
import { ExpressionEditor } from './expression-editor.tsx';
import { problemOf } from './expression-problem.ts';
import { ExpressionTest } from './expression-test.tsx';
import { FunctionForm } from './function-form.tsx';
import { MappedPage, mappingBreadcrumb, type Mapped } from './mapped-page.tsx';
import { nameOf, placesOf, type Place } from './schema-access.ts';
import { UseInMapping } from './use-in-mapping.tsx';

const { builder: words } = expressions;
const route = getRouteApi(paths.expressionBuilder);
const pauseMs = 400;

const useStyles = makeStyles({
  columns: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(420px, 100%), 1fr))',
    gap: tokens.spacingHorizontalL,
    alignItems: 'start',
    maxWidth: '1600px',
  },
  column: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, minWidth: 0 },
  mapping: { maxWidth: '420px', marginBlockEnd: tokens.spacingVerticalL },
});

export function ExpressionBuilderPage() {
  return (
    <MappedPage title={words.title}>
      {(mapped) => (
        <Page title={words.title} description={words.description} breadcrumb={mappingBreadcrumb(mapped.application)}>
          <WithFunctions mapped={mapped} />
        </Page>
      )}
    </MappedPage>
  );
}

function WithFunctions({ mapped }: { mapped: Mapped }) {
  const functions = useQuery(functionsQuery(mapped.job));
  const { mapping } = route.useSearch();
  const places = placesOf(mapped.schema);
  const place =
    places.find((one) => nameOf(one.mapping) === mapping) ??
    places.find((one) => one.mapping.sourceObjectName === 'User') ??
    places[0];
  return (
    <QueryState query={functions}>
      {(known) => place && <Builder mapped={mapped} places={places} place={place} functions={known} />}
    </QueryState>
  );
}

type BuilderProps = {
  readonly mapped: Mapped;
  readonly places: readonly Place[];
  readonly place: Place;
  readonly functions: readonly FunctionSchema[];
};

function Builder({ mapped, places, place, functions }: BuilderProps) {
  const styles = useStyles();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [expression, setExpression] = useState(search.expression ?? '');
  const [insertion, setInsertion] = useState<Insertion>();
  const [isLeaving, setLeaving] = useState(false);
  const attributes = useMemo(
    () => (place.source?.attributes ?? []).map(({ name }) => name).toSorted((one, other) => one.localeCompare(other)),
    [place],
  );
  useEffect(() => {
    if (isLeaving || expression === (search.expression ?? '')) return undefined;
    return after(pauseMs, () => {
      const shown = expression === '' ? undefined : expression;
      void navigate({ search: (before) => ({ ...before, expression: shown }), replace: true });
    });
    // What is typed decides when the address follows; it must not bring back whoever goes elsewhere.
  }, [expression, isLeaving]);
  const kind = place.mapping.sourceObjectName === 'Group' ? 'Group' : 'User';
  return (
    <>
      {places.length > 1 && (
        <Field label={words.mapping} className={styles.mapping}>
          <Select
            value={nameOf(place.mapping)}
            onChange={(_event, data) =>
              void navigate({ search: { expression: search.expression, mapping: data.value }, replace: true })
            }
          >
            {places.map(({ mapping }) => (
              <option key={nameOf(mapping)}>{nameOf(mapping)}</option>
            ))}
          </Select>
        </Field>
      )}
      <div className={styles.columns}>
        <div className={styles.column}>
          <Section title={words.add.title}>
            <FunctionForm functions={functions} attributes={attributes} onAdd={(text) => setInsertion({ text })} />
          </Section>
          <Section
            title={words.expression}
            action={
              <Button size="small" appearance="subtle" disabled={expression === ''} onClick={() => setExpression('')}>
                {words.clear}
              </Button>
            }
          >
            <ExpressionEditor
              value={expression}
              onChange={setExpression}
              attributes={attributes}
              functions={functions}
              label={words.expression}
              insertion={insertion}
            />
          </Section>
        </div>
        <div className={styles.column}>
          <Section title={words.test.title}>
            <ExpressionTest key={kind} job={mapped.job} expression={expression} kind={kind} />
          </Section>
          <Section title={words.use.title}>
            <UseInMapping
              mapped={mapped}
              place={place}
              expression={expression}
              attribute={search.attribute}
              onUse={() => setLeaving(true)}
              isUsable={expression.trim() !== '' && problemOf(expression) === undefined}
              onAttribute={(attribute) =>
                void navigate({ search: (before) => ({ ...before, attribute }), replace: true })
              }
            />
          </Section>
        </div>
      </div>
    </>
  );
}
