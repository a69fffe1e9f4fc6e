/**
 * A guest's userPrincipalName carries the name at home, decorated: `alias_theirdomain#EXT#@ourdomain`. Attribute mappings
 * see it undecorated (`alias@theirdomain`); `originalUserPrincipalName` keeps it as it is.
 * Who has such a name is a guest (`userType`), unless whoever creates them says otherwise.
 */
const decoration = '#EXT#@';

export const isGuestName = (userPrincipalName: string): boolean => userPrincipalName.toUpperCase().includes(decoration);

export function withoutGuestDecoration(userPrincipalName: string): string {
  const end = userPrincipalName.toUpperCase().indexOf(decoration);
  if (end <= 0) return userPrincipalName;
  const home = userPrincipalName.slice(0, end);
  // A domain has no underscore, an alias may: the last one stands for the @.
  const at = home.lastIndexOf('_');
  return at <= 0 ? userPrincipalName : `${home.slice(0, at)}@${home.slice(at + 1)}`;
}
