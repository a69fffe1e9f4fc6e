/** One attribute mapping as a form shows it, and as the schema holds it. */
import type { AttributeMapping } from '@drawbridge/contract';
import { fromMappingSource, printExpression, testExpression, toMappingSource } from '@drawbridge/expressions';
import { now } from '../../../lib/clock.ts';

type MappingType = 'Direct' | 'Constant' | 'Expression' | 'None';

export type AttributeForm = {
  readonly type: MappingType;
  readonly source: string;
  readonly constant: string;
  readonly expression: string;
  readonly defaultValue: string;
  readonly target: string;
  readonly isMatching: boolean;
  readonly precedence: string;
  readonly apply: AttributeMapping['flowType'];
  readonly flowNull: boolean;
};

type SourceForm = Pick<AttributeForm, 'type' | 'source' | 'constant' | 'expression'>;

const noSource: SourceForm = { type: 'None', source: '', constant: '', expression: '' };

function sourceToForm({ source }: AttributeMapping): SourceForm {
  if (!source || (!source.expression && !source.name)) return noSource;
  try {
    const tree = fromMappingSource(source);
    if (tree.kind === 'attribute') return { ...noSource, type: 'Direct', source: tree.name };
    if (tree.kind === 'constant') return { ...noSource, type: 'Constant', constant: tree.value };
    return { ...noSource, type: 'Expression', expression: source.expression ?? printExpression(tree) };
  } catch {
    // What cannot be read is shown as it stands, with what is wrong beside it.
    return { ...noSource, type: 'Expression', expression: source.expression ?? source.name ?? '' };
  }
}

/** `freePrecedence`: for when it is made a matching attribute. */
export const toForm = (mapping: AttributeMapping, freePrecedence: number): AttributeForm => ({
  ...sourceToForm(mapping),
  defaultValue: mapping.defaultValue ?? '',
  target: mapping.targetAttributeName,
  isMatching: mapping.matchingPriority > 0,
  precedence: String(mapping.matchingPriority > 0 ? mapping.matchingPriority : freePrecedence),
  apply: mapping.flowType,
  flowNull: mapping.flowNullValues ?? false,
});

/** The form has been checked. */
export function toRequest(form: AttributeForm, before: AttributeMapping): AttributeMapping {
  const { flowNullValues, ...kept } = before;
  const isFlowKept = form.flowNull === (flowNullValues ?? false);
  const flows = isFlowKept ? flowNullValues : form.flowNull;
  const was = sourceToForm(before);
  const isSourceKept =
    form.type === was.type &&
    form.source === was.source &&
    form.constant === was.constant &&
    form.expression === was.expression;
  return {
    ...kept,
    targetAttributeName: form.target,
    source: isSourceKept ? before.source : toSource(form),
    defaultValue: form.defaultValue === '' ? null : form.defaultValue,
    matchingPriority: form.isMatching ? Number(form.precedence) : 0,
    flowType: form.apply,
    ...(flows === undefined ? {} : { flowNullValues: flows }),
  };
}

function toSource({ type, source, constant, expression }: AttributeForm): AttributeMapping['source'] {
  switch (type) {
    case 'None':
      return null;
    case 'Direct':
      return toMappingSource({ kind: 'attribute', name: source.trim() });
    case 'Constant':
      return toMappingSource({ kind: 'constant', value: constant, quoted: true });
    case 'Expression':
      return testExpression(expression, undefined, { now: now() }).parsedExpression;
  }
}

export const newMapping: AttributeMapping = {
  targetAttributeName: '',
  source: null,
  defaultValue: null,
  matchingPriority: 0,
  flowBehavior: 'FlowWhenChanged',
  flowType: 'Always',
  exportMissingReferences: false,
};
