/**
 * An attribute and its characteristics (RFC 7643 §2.2 and §7). The schema files beside this one are tables of these;
 * `defineAttribute` fills in the defaults of §2.2.
 */
export const attributeTypes = [
  'string',
  'boolean',
  'decimal',
  'integer',
  'dateTime',
  'binary',
  'reference',
  'complex',
] as const;
export const mutabilities = ['readOnly', 'readWrite', 'immutable', 'writeOnly'] as const;
export const returnedRules = ['always', 'never', 'default', 'request'] as const;
export const uniquenesses = ['none', 'server', 'global'] as const;

export type AttributeType = (typeof attributeTypes)[number];
export type Mutability = (typeof mutabilities)[number];
export type Returned = (typeof returnedRules)[number];
export type Uniqueness = (typeof uniquenesses)[number];

export type Attribute = {
  readonly name: string;
  readonly type: AttributeType;
  readonly multiValued: boolean;
  readonly description: string;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: Mutability;
  readonly returned: Returned;
  readonly uniqueness: Uniqueness;
  readonly canonicalValues?: readonly string[];
  readonly referenceTypes?: readonly string[];
  readonly subAttributes?: readonly Attribute[];
};

/** An attribute with the defaults of RFC 7643 §2.2 for whatever is not said. */
export function defineAttribute(
  name: string,
  description: string,
  characteristics: Partial<Omit<Attribute, 'name' | 'description'>> = {},
): Attribute {
  return Object.freeze({
    name,
    type: 'string',
    multiValued: false,
    description,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...characteristics,
  } satisfies Attribute);
}

/** A sub-attribute by a name of any case. */
export function findSubAttribute(attribute: Attribute, name: string): Attribute | undefined {
  const subAttributes = attribute.subAttributes;
  if (subAttributes === undefined) return undefined;
  for (const sub of subAttributes) if (sub.name === name) return sub;
  const wanted = name.toLowerCase();
  return subAttributes.find((sub) => sub.name.toLowerCase() === wanted);
}
