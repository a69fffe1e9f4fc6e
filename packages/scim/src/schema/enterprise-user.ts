/**
 * The enterprise extension of User (RFC 7643 §4.3 and §8.7.1). Departures from the table: `manager.value` and `$ref` are
 * case exact, because they are a user's `id` and URI, and not required, because Microsoft Entra sends no `$ref`.
 */
import { defineAttribute } from './attribute.ts';
import type { Schema } from './schema.ts';
import { enterpriseUserUrn } from './urn.ts';

export const enterpriseUserSchema: Schema = {
  id: enterpriseUserUrn,
  name: 'EnterpriseUser',
  description: 'Enterprise User',
  attributes: [
    defineAttribute('employeeNumber', 'The number or code the organisation gave the person.'),
    defineAttribute('costCenter', 'The name of a cost center.'),
    defineAttribute('organization', 'The name of an organization.'),
    defineAttribute('division', 'The name of a division.'),
    defineAttribute('department', 'The name of a department.'),
    defineAttribute('manager', "The user's manager.", {
      type: 'complex',
      subAttributes: [
        defineAttribute('value', "The manager's id.", { caseExact: true }),
        defineAttribute('$ref', "The manager's URI.", { type: 'reference', referenceTypes: ['User'], caseExact: true }),
        defineAttribute('displayName', "The manager's name.", { mutability: 'readOnly' }),
      ],
    }),
  ],
};
