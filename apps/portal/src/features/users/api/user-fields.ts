/** The properties of a user that people see and edit, by section; forms, facts and requests are made of this table. */
import { users } from '../../../text/users.ts';

export type UserField = {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'list' | 'date' | 'flag' | 'userType';
  readonly required?: boolean;
  readonly maxLength?: number;
  readonly hint?: string;
  /** The object of Graph that holds it. */
  readonly within?: string;
};
export const sectionKeys = ['identity', 'job', 'contact', 'settings', 'onPremises'] as const;
export type SectionKey = (typeof sectionKeys)[number];

type Name = keyof typeof users.fields;
const hints: Readonly<Partial<Record<Name, string>>> = users.hints;

function field(name: Name, maxLength: number, more: Partial<Omit<UserField, 'name' | 'label'>> = {}): UserField {
  const hint = hints[name];
  return { name, label: users.fields[name], kind: 'text', maxLength, ...(hint ? { hint } : {}), ...more };
}

const listOf = (name: Name): UserField => ({ name, label: users.fields[name], kind: 'list' });
const date = (name: Name): UserField => ({ name, label: users.fields[name], kind: 'date' });
const flag = (name: Name): UserField => ({ name, label: users.fields[name], kind: 'flag' });
const organization = { within: 'employeeOrgData' } as const;

export const userSections: Readonly<Record<SectionKey, readonly UserField[]>> = {
  identity: [
    field('displayName', 256, { required: true }),
    field('givenName', 64),
    field('surname', 64),
    field('userPrincipalName', 320, { required: true }),
    field('mailNickname', 64),
    { name: 'userType', label: users.fields.userType, kind: 'userType' },
  ],
  job: [
    field('jobTitle', 128),
    field('companyName', 64),
    field('department', 64),
    field('officeLocation', 128),
    field('employeeId', 64),
    field('employeeType', 128),
    date('employeeHireDate'),
    date('employeeLeaveDateTime'),
    field('costCenter', 128, organization),
    field('division', 128, organization),
  ],
  contact: [
    field('mail', 320),
    listOf('otherMails'),
    listOf('proxyAddresses'),
    listOf('businessPhones'),
    field('mobilePhone', 64),
    field('faxNumber', 64),
    listOf('imAddresses'),
    field('streetAddress', 1024),
    field('city', 128),
    field('state', 128),
    field('postalCode', 40),
    field('country', 128),
  ],
  settings: [
    flag('accountEnabled'),
    field('usageLocation', 2),
    field('preferredLanguage', 64),
    field('preferredDataLocation', 64),
    flag('showInAddressList'),
  ],
  onPremises: Array.from({ length: 15 }, (_, index) => ({
    name: users.extensionAttribute(index + 1),
    label: users.extensionAttribute(index + 1),
    kind: 'text',
    maxLength: 1024,
    within: 'onPremisesExtensionAttributes',
  })),
};

/** Those that stand at the top of a user. */
export const fieldNames: readonly string[] = Object.values(userSections)
  .flat()
  .filter(({ within }) => within === undefined)
  .map(({ name }) => name);
