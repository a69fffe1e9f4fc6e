import { describe, expect, test } from 'vitest';
import { MatchTurns } from '../../src/pipeline/match-turns.ts';

describe('turns by matching value', () => {
  test('work with a common key runs one after the other, other work at once', async () => {
    const turns = new MatchTurns();
    const order: string[] = [];
    const gate = Promise.withResolvers<void>();
    const first = turns.inTurn(['a', 'b'], async () => {
      order.push('first begins');
      await gate.promise;
      order.push('first ends');
    });
    const second = turns.inTurn(['b', 'c'], async () => void order.push('second'));
    const third = turns.inTurn(['c', 'a'], async () => void order.push('third'));
    await turns.inTurn(['d'], async () => void order.push('other'));
    gate.resolve();
    await Promise.all([first, second, third]);
    expect(order).toEqual(['first begins', 'other', 'first ends', 'second', 'third']);
  });

  test('work that fails lets the next one go', async () => {
    const turns = new MatchTurns();
    const failed = turns.inTurn(['a'], async () => {
      throw new Error('no');
    });
    const next = turns.inTurn(['a'], async () => 'yes');
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
