/** The SCIM 2.0 vocabulary (RFC 7643, RFC 7644): documents, schemas, paths, filters, PATCH, messages. Pure; runs in browsers. */
export { readDocument, toDocument } from './document/read.ts';
export { sameJson } from './document/equal.ts';
export { deleteMember, findKey, getMember, setMember } from './document/member.ts';
export { createObject, isObject, isUnassigned } from './document/value.ts';
export { defaultLimits } from './limits.ts';

export {
  attributeTypes,
  defineAttribute,
  findSubAttribute,
  mutabilities,
  returnedRules,
  uniquenesses,
} from './schema/attribute.ts';
export { commonAttributes } from './schema/common-attributes.ts';
export { resourceTypeToDocument, schemaToDocument } from './schema/describe.ts';
export { readSchemas } from './schema/discover.ts';
export { enterpriseUserSchema } from './schema/enterprise-user.ts';
export { findAttribute, findSchema, locate, locateLeniently } from './schema/find.ts';
export { groupSchema } from './schema/group.ts';
export { groupResourceType, resourceTypeSchema, userResourceType } from './schema/resource-type.ts';
export { schemaSchema } from './schema/schema-schema.ts';
export { serviceProviderConfigSchema } from './schema/service-provider-config.ts';
export { userSchema } from './schema/user.ts';
export {
  bulkRequestUrn,
  bulkResponseUrn,
  coreGroupUrn,
  coreUserUrn,
  enterpriseUserUrn,
  errorUrn,
  listResponseUrn,
  patchOpUrn,
  resourceTypeUrn,
  schemaUrn,
  searchRequestUrn,
  serviceProviderConfigUrn,
} from './schema/urn.ts';

export { isAttributeName, printAttributePath, readAttributePath } from './path/attribute-path.ts';
export { getAtPath } from './path/get.ts';
export { parsePath } from './path/parse.ts';
export { printPath } from './path/print.ts';
export { setAtPath } from './path/set.ts';

export { eqFilter } from './filter/eq-filter.ts';
export { compileFilter, evaluateFilter } from './filter/evaluate.ts';
export { parseFilter } from './filter/parser.ts';
export { printFilter } from './filter/print.ts';
export { compareOperators } from './filter/tree.ts';

export { applyPatch } from './patch/apply.ts';
export { buildPatch, patchDialects } from './patch/build.ts';
export { splitMemberOperations } from './patch/member-changes.ts';
export { patchOps, readPatch } from './patch/operation.ts';

export { coversValue, diffValues, sameValue } from './value/same.ts';
export { dateTimeToMs, foldCase, textToBoolean } from './value/text.ts';

export { errorDocument, errorToDocument, readErrorDocument, scimTypes } from './message/error.ts';
export { listResponse, readListResponse } from './message/list-response.ts';
export { readSearchRequest } from './message/search-request.ts';

export { compileProjection, project } from './project.ts';
export { validateResource, validationContexts } from './validate.ts';

export type { ScimObject, ScimValue } from './document/value.ts';
export type { Limits } from './limits.ts';
export type { Attribute, AttributeType, Mutability, Returned, Uniqueness } from './schema/attribute.ts';
export type { Located } from './schema/find.ts';
export type { ResourceType, Schema, SchemaExtension } from './schema/schema.ts';
export type { AttributePath } from './path/attribute-path.ts';
export type { Path } from './path/parse.ts';
export type { Predicate } from './filter/evaluate.ts';
export type {
  AndFilter,
  CompareFilter,
  CompareOperator,
  Filter,
  FilterLiteral,
  NotFilter,
  OrFilter,
  PresentFilter,
  ValuePathFilter,
} from './filter/tree.ts';
export type { PatchResult } from './patch/apply.ts';
export type { PatchDialect } from './patch/build.ts';
export type { MemberChange, SplitPatch } from './patch/member-changes.ts';
export type { PatchOp, PatchOperation, PatchOptions } from './patch/operation.ts';
export type { ErrorAnswer, ScimType } from './message/error.ts';
export type { ListResponse } from './message/list-response.ts';
export type { SearchRequest } from './message/search-request.ts';
export type { Projection } from './project.ts';
export type { ValidationContext } from './validate.ts';
