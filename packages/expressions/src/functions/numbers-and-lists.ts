/**
 * BitAnd, and the functions on multi-valued attributes. A single value counts as a list of one.
 */
import { required, type FunctionDefinition } from '../function-definition.ts';
import { isAbsent, valuesOf } from '../value.ts';

const bitAnd: FunctionDefinition = {
  name: 'BitAnd',
  parameters: [required('value1', 'Integer'), required('value2', 'Integer')],
  build: (call) => {
    const [value1, value2] = [call.integer('value1'), call.integer('value2')];
    return (scope) => {
      const [left, right] = [value1(scope), value2(scope)];
      return left === undefined || right === undefined ? undefined : String(BigInt(left) & BigInt(right));
    };
  },
};

const count: FunctionDefinition = {
  name: 'Count',
  parameters: [required('attribute')],
  build: (call) => {
    const attribute = call.value('attribute');
    return (scope) => String(valuesOf(attribute(scope)).length);
  },
};

/** Counts from 1; past the end there is no value, which is not an error. */
const item: FunctionDefinition = {
  name: 'Item',
  parameters: [required('attribute'), required('index', 'Integer')],
  build: (call) => {
    const [attribute, index] = [call.value('attribute'), call.requiredInteger('index')];
    return (scope) => {
      const wanted = index(scope);
      if (wanted < 1) call.fail('index', 'it must be 1 or more', String(wanted));
      return valuesOf(attribute(scope))[wanted - 1];
    };
  },
};

/** Compares exactly; the first of equal values stays, in its place. */
const removeDuplicates: FunctionDefinition = {
  name: 'RemoveDuplicates',
  parameters: [required('attribute')],
  build: (call) => {
    const attribute = call.value('attribute');
    return (scope) => {
      const value = attribute(scope);
      return isAbsent(value) ? undefined : typeof value === 'string' ? value : [...new Set(value)];
    };
  },
};

export const numberAndListFunctions = [bitAnd, count, item, removeDuplicates];
