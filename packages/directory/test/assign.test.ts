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

const to = { appId: 'app', principalType: 'User' } as const;

describe('choosing the role of an assignment', () => {
  test('the one asked for, if the application offers it to users', () => {
    expect(chooseRole([first, second], second.id, to)).toBe(second.id);
    expect(() => chooseRole([first], second.id, to)).toThrow("was not found on application 'app'");
    expect(() => chooseRole([role(first.id, { isEnabled: false })], first.id, to)).toThrow();
    expect(() => chooseRole([role(first.id, { allowedMemberTypes: ['Application'] })], first.id, to)).toThrow();
  });

  test('without a wish the first one, or default access when there is none', () => {
    expect(chooseRole([first, second], undefined, to)).toBe(first.id);
    expect(chooseRole([], undefined, to)).toBe(defaultAccessRoleId);
  });

  test('a service principal is given the roles for applications only', () => {
    const permission = role(second.id, { allowedMemberTypes: ['Application'] });
    const toPrincipal = { appId: 'api', principalType: 'ServicePrincipal' } as const;
    expect(chooseRole([first, permission], undefined, toPrincipal)).toBe(permission.id);
    expect(() => chooseRole([first, permission], first.id, toPrincipal)).toThrow('was not found');
    expect(chooseRole([first], undefined, toPrincipal)).toBe(defaultAccessRoleId);
  });

  test('default access is refused when there are roles, with their names', () => {
    expect(chooseRole([], defaultAccessRoleId, to)).toBe(defaultAccessRoleId);
    expect(() => chooseRole([first], defaultAccessRoleId, to)).toThrow(first.id);
  });
});
