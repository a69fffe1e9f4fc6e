import { Secret } from '@drawbridge/base';
import { describe, expect, test } from 'vitest';
import { bearerAuthorization } from '../src/index.ts';

describe('bearerAuthorization', () => {
  test('the token goes into the Authorization header, without the white space around it', async () => {
    const authorization = bearerAuthorization(new Secret(' abc.def-123==\n'));
    expect(await authorization.headers()).toEqual({ authorization: 'Bearer abc.def-123==' });
    expect(await authorization.headers()).toBe(await authorization.headers());
  });

  test.each(['', '  ', 'two words', 'line\r\nX-Injected: 1', 'tökén'])(
    '%j cannot be a token, and is not shown',
    (text) => {
      const make = (): unknown => bearerAuthorization(new Secret(text));
      expect(make).toThrow(expect.objectContaining({ code: 'TARGET_UNAUTHORIZED' }) as Error);
      if (text.trim() !== '') expect(make).not.toThrow(new RegExp(text));
    },
  );
});
