/** The order of a list in an address (`displayName`, `-createdDateTime`) and in OData. */
export type SortOrder = { readonly by: string; readonly descending: boolean };

export function readSort(text: string | undefined): SortOrder | undefined {
  if (text === undefined) return undefined;
  return text.startsWith('-') ? { by: text.slice(1), descending: true } : { by: text, descending: false };
}

export const writeSort = ({ by, descending }: SortOrder): string => (descending ? `-${by}` : by);

/** `displayName desc`. */
export const orderBy = ({ by, descending }: SortOrder): string => (descending ? `${by} desc` : by);
