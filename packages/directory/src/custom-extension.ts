/** Custom extension properties of users and groups, `extension_<appId without dashes>_<name>`, as Graph names them. */
const pattern = /^extension_[0-9a-f]{32}_[A-Za-z0-9_]{1,100}$/i;

export type ExtensionValue = string | number | boolean | readonly string[];

/** Graph: at most 100 extension values on one object. */
export const maxCustomExtensions = 100;
export const maxExtensionLength = 256;

export const isCustomExtension = (name: string): boolean => name.startsWith('extension_') && pattern.test(name);
