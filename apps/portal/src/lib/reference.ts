/** An object of the directory as a link names it, in `@odata.id` and `@odata.bind`. */
export const referenceTo = (id: string): string => `${location.origin}/v1.0/directoryObjects/${id}`;
