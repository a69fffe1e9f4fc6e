import { describe, expect, test } from 'vitest';
import { defaultAccessRoleId, type AppRole } from '../src/app-role.ts';
import { chooseRole } from '../src/assign.ts';

const role = (id: string, given: Partial<AppRole> = {}): AppRole => ({
  id,
  displayName: id,
  isEnabled: true,
  allowedMemberTypes: ['User'],
  ...given,
});
const [first, second] = [role('11111111-1111-4111-8111-111111111111'), role('22222222-2222-4222-8222-222222222222')];

describe('choosing the role of an assignment', () => {
  test('the one asked for, if the application offers it to users', () => {
    expect(chooseRole([first, second], second.id, 'app')).toBe(second.id);
    expect(() => chooseRole([first], second.id, 'app')).toThrow("was not found on application 'app'");
    expect(() => chooseRole([role(first.id, { isEnabled: false })], first.id, 'app')).toThrow();
    expect(() => chooseRole([role(first.id, { allowedMemberTypes: ['Application'] })], first.id, 'app')).toThrow();
  });

  test('without a wish the first one, or default access when there is none', () => {
    expect(chooseRole([first, second], undefined, 'app')).toBe(first.id);
    expect(chooseRole([], undefined, 'app')).toBe(defaultAccessRoleId);
  });

  test('default access is refused when there are roles, with their names', () => {
    expect(chooseRole([], defaultAccessRoleId, 'app')).toBe(defaultAccessRoleId);
    expect(() => chooseRole([first], defaultAccessRoleId, 'app')).toThrow(first.id);
  });
});
