/**
 * ConvertToBase64 and ConvertToUTF8Hex.
 */
import { required, type FunctionDefinition } from '../function-definition.ts';

/** Base64 of the UTF-16LE bytes, as .NET's Encoding.Unicode gives them. */
const convertToBase64: FunctionDefinition = {
  name: 'ConvertToBase64',
  parameters: [required('source')],
  build: (call) => {
    const source = call.text('source');
    return (scope) => {
      const text = source(scope);
      if (text === undefined) return undefined;
      let bytes = '';
      for (let at = 0; at < text.length; at++) {
        const unit = text.charCodeAt(at);
        bytes += String.fromCharCode(unit & 0xff, unit >> 8);
      }
      return btoa(bytes);
    };
  },
};

const convertToUtf8Hex: FunctionDefinition = {
  name: 'ConvertToUTF8Hex',
  parameters: [required('source')],
  build: (call) => {
    const source = call.text('source');
    const encoder = new TextEncoder();
    return (scope) => {
      const text = source(scope);
      if (text === undefined) return undefined;
      return Array.from(encoder.encode(text), (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('');
    };
  },
};

export const encodingFunctions = [convertToBase64, convertToUtf8Hex];
