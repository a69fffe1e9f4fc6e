/** A stored object as a delta query tells it. */
import { toGraph, type AnyObject, type StoredObject } from '../object.ts';
import type { DeltaItem } from './delta-page.ts';

export const foundObject = (stored: StoredObject): AnyObject =>
  ({ kind: stored.kind, object: toGraph(stored) }) as AnyObject;

export function managerOf({ values }: StoredObject): DeltaItem['links'] {
  const { managerId } = values;
  return typeof managerId === 'string' ? { manager: [{ id: managerId, kind: 'User' }] } : {};
}
