/** `drawbridge account create`: a user who can sign in, with a password and, if wanted, a role. */
import { ConfigError } from '@drawbridge/base';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { directoryRoles, isDirectoryRole } from '../oauth/directory-roles.ts';
import { withApi } from './api-session.ts';

export type NewAccount = {
  readonly userPrincipalName: string;
  readonly displayName?: string;
  readonly role?: string;
  readonly passwordFile?: string;
  readonly passwordStdin?: boolean;
};

export async function createAccount(flags: Readonly<Record<string, unknown>> & NewAccount): Promise<void> {
  const { userPrincipalName, displayName = userPrincipalName, role } = flags;
  if (role !== undefined && !isDirectoryRole(role)) {
    throw new ConfigError(
      'CONFIG_INVALID',
      `There is no role '${role}'. Choose one of: ${Object.keys(directoryRoles).join(', ')}.`,
    );
  }
  const password = await readPassword(flags);
  const made = await withApi(flags, async (api) => {
    const user = await api.call<{ id: string }>('POST', '/v1.0/users', {
      accountEnabled: true,
      userPrincipalName,
      displayName,
      mailNickname: (userPrincipalName.split('@')[0] ?? '').replaceAll(/[^\w.-]/g, ''),
      passwordProfile: { password, forceChangePasswordNextSignIn: false },
    });
    if (role !== undefined) {
      await api.call('POST', '/v1.0/roleManagement/directory/roleAssignments', {
        principalId: user.id,
        roleDefinitionId: directoryRoles[role],
        directoryScopeId: '/',
      });
    }
    return { id: user.id, userPrincipalName, ...(role === undefined ? {} : { role }) };
  });
  console.log(JSON.stringify(made));
}

/** From a file or from standard input, never from the command line, which everybody on the host can read. */
async function readPassword({ passwordFile, passwordStdin }: NewAccount): Promise<string> {
  if ((passwordFile === undefined) === (passwordStdin !== true))
    throw new ConfigError('CONFIG_INVALID', 'Give the password with either --password-file FILE or --password-stdin.');
  if (passwordFile === undefined) return firstLine(await text(process.stdin));
  try {
    return firstLine(await readFile(passwordFile, 'utf8'));
  } catch (cause) {
    throw new ConfigError('FILE_INVALID', `The password file ${passwordFile} cannot be read.`, { cause });
  }
}

const firstLine = (given: string): string => given.replace(/\r?\n[^]*$/, '');
