/**
 * IIF, Switch, Coalesce and the questions about values. Branches that are not chosen are not evaluated.
 */
import { constantOf, type EvaluateText } from '../call.ts';
import { optional, repeated, required, type FunctionDefinition } from '../function-definition.ts';
import { booleanText, isAbsent, isAbsentOrEmpty, isTrue, type Evaluate, type ExpressionValue } from '../value.ts';

const iif: FunctionDefinition = {
  name: 'IIF',
  parameters: [required('condition', 'Boolean'), required('valueIfTrue'), required('valueIfFalse')],
  takesCondition: true,
  build: (call) => {
    const condition = call.text('condition');
    const [valueIfTrue, valueIfFalse] = [call.value('valueIfTrue'), call.value('valueIfFalse')];
    return (scope) => (isTrue(condition(scope) ?? '') ? valueIfTrue(scope) : valueIfFalse(scope));
  },
};

/** Keys compare exactly; the first that equals wins; the key "" also meets an absent source. */
const switchFunction: FunctionDefinition = {
  name: 'Switch',
  parameters: [required('source'), optional('defaultValue'), repeated('switchValue', false)],
  check: (_bound, count) =>
    count % 2 === 0 ? undefined : `Switch takes a source, a default and pairs of key and value, not ${count} arguments`,
  build: (call) => {
    const source = call.text('source');
    const otherwise = call.value('defaultValue');
    const written = call.arguments('switchValue');
    const evaluated = call.all('switchValue');
    const pairs: { key: EvaluateText; value: Evaluate }[] = [];
    const known = new Map<string, Evaluate>();
    for (let at = 0; at + 1 < evaluated.length; at += 2) {
      const [key, value] = [evaluated[at] as Evaluate, evaluated[at + 1] as Evaluate];
      const constant = written[at]?.kind === 'empty' ? '' : constantOf(written[at]);
      if (constant === undefined) pairs.push({ key: call.asText(key, 'switchValue'), value });
      else if (pairs.length > 0) pairs.push({ key: () => constant, value });
      else if (!known.has(constant)) known.set(constant, value);
    }
    return (scope) => {
      const text = source(scope) ?? '';
      const found = known.get(text) ?? pairs.find(({ key }) => (key(scope) ?? '') === text)?.value;
      return (found ?? otherwise)(scope);
    };
  },
};

/** The first value that is there, "" included; the last argument plays the default. */
const coalesceParameters = { source: repeated('source', true), defaultValue: optional('defaultValue') };
const coalesce: FunctionDefinition = {
  name: 'Coalesce',
  parameters: Object.values(coalesceParameters),
  arrange: (count) => [
    ...Array.from({ length: Math.max(1, count - 1) }, () => coalesceParameters.source),
    ...(count > 1 ? [coalesceParameters.defaultValue] : []),
  ],
  build: (call) => {
    const sources = [...call.all('source'), call.value('defaultValue')];
    return (scope) => {
      for (const source of sources) {
        const value = source(scope);
        if (!isAbsent(value)) return value;
      }
      return undefined;
    };
  },
};

/** Only "True" is turned into "False"; everything else, also nothing, gives "True". */
const not: FunctionDefinition = {
  name: 'Not',
  parameters: [required('source', 'Boolean')],
  build: (call) => {
    const source = call.value('source');
    return (scope) => booleanText(source(scope) !== 'True');
  },
};

const cBool: FunctionDefinition = {
  name: 'CBool',
  parameters: [required('expression')],
  takesCondition: true,
  build: (call) => {
    const expression = call.text('expression');
    return (scope) => {
      const value = expression(scope) ?? '';
      const isBoolean = value.trim() === '' || /^(true|false)$/i.test(value) || Number.isFinite(Number(value));
      return isBoolean
        ? booleanText(isTrue(value))
        : call.fail('expression', 'it must be a number, True or False', value);
    };
  },
};

/** Ours: Microsoft Entra has neither, and nests IIF instead. An absent value is not true. */
function connective(name: string, joins: 'every' | 'some'): FunctionDefinition {
  return {
    name,
    parameters: [repeated('condition', true)],
    takesCondition: 'everywhere',
    build: (call) => {
      const conditions = call.texts('condition');
      return (scope) => booleanText(conditions[joins]((condition) => isTrue(condition(scope) ?? '')));
    },
  };
}

function question(
  name: string,
  ask: (value: ExpressionValue) => boolean,
  parameter = 'expression',
): FunctionDefinition {
  return {
    name,
    parameters: [required(parameter)],
    build: (call) => {
      const expression = call.value(parameter);
      return (scope) => booleanText(ask(expression(scope)));
    },
  };
}

export const conditionalFunctions = [
  iif,
  switchFunction,
  coalesce,
  not,
  connective('And', 'every'),
  connective('Or', 'some'),
  cBool,
  question('IsNull', isAbsent),
  question('IsNothing', isAbsent, 'source'),
  question('IsNullOrEmpty', isAbsentOrEmpty),
  question('IsPresent', (value) => !isAbsentOrEmpty(value)),
  question('IsString', (value) => typeof value === 'string' || value?.length === 1),
];
