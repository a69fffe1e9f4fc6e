/** Random filters and paths, in the canonical form that the parser gives. */
import fc from 'fast-check';
import { compareOperators, enterpriseUserUrn, type AttributePath, type Filter, type Path } from '../../src/index.ts';

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,8}$/);
const name = fc.oneof(word, fc.constantFrom('userName', '$ref', 'and', 'not', 'pr', 'constructor'));

export const attributePath: fc.Arbitrary<AttributePath> = fc
  .record({
    urn: fc.option(fc.constantFrom(enterpriseUserUrn, 'urn:x:Custom-1:2.0:User')),
    name,
    subName: fc.option(name),
  })
  .map(({ urn, name: own, subName }) => ({ ...(urn && { urn }), name: own, ...(subName && { subName }) }))
  // `not` as an attribute cannot be told from the operator.
  .filter((path) => path.urn !== undefined || path.subName !== undefined || path.name.toLowerCase() !== 'not');

const literal = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
);

const leaf = (path: fc.Arbitrary<AttributePath>): fc.Arbitrary<Filter> =>
  fc.oneof(
    fc.record({ kind: fc.constant('present' as const), path }),
    fc.record({
      kind: fc.constant('compare' as const),
      path,
      operator: fc.constantFrom(...compareOperators),
      value: literal,
    }),
  );

function tree(leaves: fc.Arbitrary<Filter>): fc.Arbitrary<Filter> {
  return fc.letrec<{ filter: Filter }>((tie) => {
    const parts = (kind: 'and' | 'or') =>
      fc.array(tie('filter'), { minLength: 2, maxLength: 4 }).map((filters): Filter => ({
        kind,
        filters: filters.flatMap((part) => (part.kind === kind ? part.filters : [part])),
      }));
    return {
      filter: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        leaves,
        parts('and'),
        parts('or'),
        tie('filter').map((filter): Filter => ({ kind: 'not', filter })),
      ),
    };
  }).filter;
}

/** Filters on sub-attributes: what may stand in brackets. */
export const innerFilter = tree(leaf(attributePath));

const head = attributePath.filter((path) => path.subName === undefined);
const valuePath = fc.record({ kind: fc.constant('valuePath' as const), path: head, filter: innerFilter });

export const filter: fc.Arbitrary<Filter> = tree(
  fc.oneof({ weight: 3, arbitrary: leaf(attributePath) }, { weight: 1, arbitrary: valuePath }),
);

export const path: fc.Arbitrary<Path> = fc.oneof(
  attributePath.map((attribute) => ({ attribute })),
  fc
    .record({ attribute: head, valueFilter: innerFilter, sub: fc.option(name) })
    .map(({ attribute, valueFilter, sub }) => ({ attribute, valueFilter, ...(sub && { subAfterFilter: sub }) })),
);
