import { ScimError } from '@drawbridge/base/errors';
import { describe, expect, test } from 'vitest';
import {
  errorDocument,
  errorToDocument,
  errorUrn,
  listResponse,
  listResponseUrn,
  readErrorDocument,
  readListResponse,
  readSearchRequest,
  searchRequestUrn,
} from '../../src/index.ts';
import { aDocument, readSample } from '../sample.ts';

describe('list responses', () => {
  test('the example of RFC 7644 §3.4.2 is read', () => {
    const list = readListResponse(readSample('rfc7644-3.4.2-list_response-partial_attributes'));
    expect(list).toMatchObject({ totalResults: 2, startIndex: 1, itemsPerPage: 2 });
    expect(list.resources.map((resource) => resource['userName'])).toEqual(['bjensen', 'jsmith']);
  });

  test('what is written is read', () => {
    const document = listResponse({ resources: [], totalResults: 40, startIndex: 41, itemsPerPage: 0 });
    expect(readListResponse(document)).toEqual({ resources: [], totalResults: 40, startIndex: 41, itemsPerPage: 0 });
    expect(listResponse({ resources: [] })).toMatchObject({
      totalResults: 0,
      Resources: [],
      schemas: [listResponseUrn],
    });
  });

  test.each([
    [{ schemas: [listResponseUrn], totalResults: 0 }, 0],
    [{ schemas: [listResponseUrn], totalResults: '1', resources: [{}] }, 1],
    [{ totalResults: 0, Resources: null }, 0],
    [{ Resources: [{ id: '1' }, { id: '2' }] }, 2],
  ])('%j is tolerated', (document, total) => {
    expect(readListResponse(aDocument(document)).totalResults).toBe(total);
  });

  test.each([
    {},
    { schemas: [errorUrn], status: '404', totalResults: 0, Resources: [] },
    { userName: 'x' },
    { schemas: [listResponseUrn], Resources: {} },
    { schemas: [listResponseUrn], Resources: ['x'] },
    { schemas: [listResponseUrn] },
  ])('%j is no list', (document) => {
    expect(() => readListResponse(aDocument(document))).toThrow(
      expect.objectContaining({ code: 'TARGET_ANSWER_INVALID' }),
    );
  });
});

describe('error documents', () => {
  test('the examples of RFC 7644 §3.12 are read, and written the same', () => {
    const notFound = readSample('rfc7644-3.12-error-not_found');
    expect(readErrorDocument(notFound)).toEqual({
      status: 404,
      detail: 'Resource 2819c223-7f76-453a-919d-413861904646 not found',
    });
    const badRequest = readSample('rfc7644-3.12-error-bad_request');
    expect(errorDocument({ status: 400, scimType: 'mutability', detail: "Attribute 'id' is readOnly" })).toEqual(
      badRequest,
    );
  });

  test.each([
    ['SCIM_INVALID_FILTER', '400', 'invalidFilter'],
    ['SCIM_INVALID_PATH', '400', 'invalidPath'],
    ['SCIM_INVALID_SYNTAX', '400', 'invalidSyntax'],
    ['SCIM_INVALID_VALUE', '400', 'invalidValue'],
    ['SCIM_NO_TARGET', '400', 'noTarget'],
    ['SCIM_MUTABILITY', '400', 'mutability'],
    ['SCIM_UNIQUENESS', '409', 'uniqueness'],
    ['SCIM_TOO_MANY', '400', 'tooMany'],
    ['SCIM_SENSITIVE', '403', 'sensitive'],
    ['SCIM_NOT_FOUND', '404', undefined],
    ['INTERNAL', '500', undefined],
  ] as const)('%s is status %s and scimType %s', (code, status, scimType) => {
    const document = errorToDocument(new ScimError(code, 'why'));
    expect(document).toEqual({ schemas: [errorUrn], status, detail: 'why', ...(scimType && { scimType }) });
  });

  test('a target that is sloppy is understood, what is no error is not', () => {
    expect(readErrorDocument(aDocument({ status: 409, detail: 'taken' }))).toEqual({ status: 409, detail: 'taken' });
    expect(readErrorDocument(aDocument({ schemas: [errorUrn], status: 'x', detail: 5 }))).toEqual({});
    expect(readErrorDocument(aDocument({ schemas: ['urn:x'], detail: 'x' }))).toBe(undefined);
    expect(readErrorDocument(aDocument({ userName: 'x' }))).toBe(undefined);
  });
});

describe('search requests', () => {
  test('the example of RFC 7644 §3.4.3 is read', () => {
    expect(readSearchRequest(readSample('rfc7644-3.4.3-search_request'))).toEqual({
      attributes: ['displayName', 'userName'],
      filter: 'displayName sw "smith"',
      startIndex: 1,
      count: 10,
    });
  });

  test('numbers below their least count as the least', () => {
    expect(readSearchRequest(aDocument({ schemas: [searchRequestUrn], startIndex: -3, count: -1 }))).toEqual({
      startIndex: 1,
      count: 0,
    });
  });

  test.each([
    [{}, 'SCIM_INVALID_SYNTAX'],
    [{ schemas: [searchRequestUrn], attributes: 'userName' }, 'SCIM_INVALID_VALUE'],
    [{ schemas: [searchRequestUrn], attributes: [1] }, 'SCIM_INVALID_VALUE'],
    [{ schemas: [searchRequestUrn], filter: 5 }, 'SCIM_INVALID_VALUE'],
    [{ schemas: [searchRequestUrn], count: '5' }, 'SCIM_INVALID_VALUE'],
    [{ schemas: [searchRequestUrn], sortOrder: 'up' }, 'SCIM_INVALID_VALUE'],
  ])('%j is refused', (document, code) => {
    expect(() => readSearchRequest(aDocument(document))).toThrow(expect.objectContaining({ code }));
  });
});
