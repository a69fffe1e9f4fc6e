import { describe, expect, test } from 'vitest';
import {
  chunkMembers,
  managerOperation,
  maxMemberBytesPerPatch,
  memberOperations,
  type MemberChange,
} from '../../src/diff/members.ts';

const add = (targetId: string): MemberChange => ({ kind: 'add', targetId });

describe('changes of members', () => {
  test('are cut into requests of at most 500', () => {
    const chunks = chunkMembers(
      Array.from({ length: 1_201 }, (_, n) => add(`u${n}`)),
      500,
    );
    expect(chunks.map((chunk) => chunk.length)).toEqual([500, 500, 201]);
  });

  test('are cut by bytes too, so that long ids do not make a body too large', () => {
    const chunks = chunkMembers(
      Array.from({ length: 500 }, (_, n) => add(String(n).padStart(2_000, 'x'))),
      500,
    );
    expect(chunks.length).toBeGreaterThan(1);
    for (const chunk of chunks) {
      expect(JSON.stringify(memberOperations('members', chunk)).length).toBeLessThanOrEqual(
        maxMemberBytesPerPatch + 200,
      );
    }
    expect(chunks.flat()).toHaveLength(500);
  });

  test('nothing to change is no request', () => {
    expect(chunkMembers([], 500)).toEqual([]);
    expect(memberOperations('members', [])).toEqual([]);
  });

  test('those who go are removed before those who come are added', () => {
    const operations = memberOperations('members', [add('u1'), { kind: 'remove', targetId: 'u2' }, add('u3')]);
    expect(operations).toEqual([
      { op: 'remove', path: 'members', value: [{ value: 'u2' }] },
      { op: 'add', path: 'members', value: [{ value: 'u1' }, { value: 'u3' }] },
    ]);
  });

  test('a manager is set as a structure, and removed by path', () => {
    expect(managerOperation('manager', 'm')).toEqual({ op: 'add', path: 'manager', value: { value: 'm' } });
    expect(managerOperation('manager', undefined)).toEqual({ op: 'remove', path: 'manager' });
  });
});
