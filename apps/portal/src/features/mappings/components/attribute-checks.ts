/** What is wrong with one attribute mapping, field by field, as people write it. */
import type { AttributeDefinition, AttributeMapping } from '@drawbridge/contract';
import { mappings } from '../../../text/mappings.ts';
import type { AttributeForm } from './attribute-form.ts';
import { problemOf } from './expression-problem.ts';

const { edit: words } = mappings;

export type MappingContext = {
  readonly sourceAttributes: readonly AttributeDefinition[];
  readonly targetAttributes: readonly AttributeDefinition[];
  /** All other mappings of the object. */
  readonly others: readonly AttributeMapping[];
};

type Check = (form: AttributeForm, context: MappingContext) => string | undefined;

const named = (attributes: readonly AttributeDefinition[], name: string): AttributeDefinition | undefined =>
  attributes.find((attribute) => attribute.name === name);

export const checkSource: Check = ({ type, source, target }, { sourceAttributes, targetAttributes }) => {
  if (type !== 'Direct') return undefined;
  if (source.trim() === '' || problemOf(`[${source.trim()}]`)) return words.sourceInvalid;
  const isReference = named(sourceAttributes, source)?.type === 'Reference';
  const goesTo = named(targetAttributes, target);
  return isReference && goesTo && goesTo.type !== 'Reference' && source !== 'appRoleAssignments'
    ? words.referenceTarget(source)
    : undefined;
};

export const checkExpression: Check = ({ type, expression }) => {
  if (type !== 'Expression') return undefined;
  return expression.trim() === '' ? words.expressionRequired : problemOf(expression)?.message;
};

export const checkTarget: Check = (form, context) => {
  const { target, type, source } = form;
  if (target === '') return words.targetRequired;
  if (context.others.some(({ targetAttributeName }) => targetAttributeName === target)) return words.targetUsed(target);
  const definition = named(context.targetAttributes, target);
  if (!definition) return words.targetUnknown;
  if (definition.mutability === 'ReadOnly') return words.targetReadOnly(target);
  if (definition.type !== 'Reference') return undefined;
  const references = context.sourceAttributes.filter((attribute) => attribute.type === 'Reference');
  const isReference = type === 'Direct' && references.some(({ name }) => name === source);
  return isReference ? undefined : words.referenceNeeded(target, references.map(({ name }) => name).join(', '));
};

export const checkMatching: Check = ({ isMatching, type, target }, { targetAttributes, others }) => {
  if (!isMatching) return others.some(({ matchingPriority }) => matchingPriority > 0) ? undefined : words.matchingLast;
  if (type === 'None') return words.matchingNone;
  const definition = named(targetAttributes, target);
  return definition && (definition.type !== 'String' || definition.multivalued)
    ? words.matchingType(target)
    : undefined;
};

export const checkPrecedence: Check = ({ isMatching, precedence }, { others }) => {
  if (!isMatching) return undefined;
  if (!/^[1-9]\d{0,3}$/.test(precedence.trim())) return words.precedenceInvalid;
  const holder = others.find(({ matchingPriority }) => matchingPriority === Number(precedence));
  return holder && words.precedenceUsed(holder.targetAttributeName);
};
