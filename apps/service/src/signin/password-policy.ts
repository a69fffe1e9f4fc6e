/** What a password must be: long, and not what everybody tries first. No rules about kinds of characters (NIST SP 800-63B §3.1.1.2). */
import { ApiError, type Secret } from '@drawbridge/base';

const minLength = 12;
const maxLength = 256;
/** Parts of the name that are this short are in many words by chance. */
const minNamePart = 4;

/** What remains of the passwords tried first once the short ones are gone; compared without case, digits and signs at the ends. */
const banned = new Set([
  'password', 'passwort', 'passwordpassword', 'letmein', 'letmeinplease', 'welcome', 'welcomewelcome', 'changeme', 'changemenow',
  'changemeplease', 'administrator', 'adminadmin', 'adminadminadmin', 'administration', 'qwertyuiop', 'qwertyuiopasdfghjkl', 'qwerty',
  'qwertyqwerty', 'asdfghjkl', 'iloveyou', 'iloveyouforever', 'drawbridge', 'drawbridgeadmin', 'monkeymonkey', 'trustnoone',
  'correcthorsebatterystaple', 'thisismypassword', 'mypassword', 'secretpassword', 'defaultpassword', 'temporarypassword',
  'testpassword', 'passwordtest', 'summer', 'winter', 'spring', 'autumn', 'football', 'baseball', 'superman', 'supersecret',
]); // prettier-ignore

/** Why the password is refused, as a sentence's end; undefined when it may be used. */
export function passwordFault(password: Secret, user: { userPrincipalName: string }): string | undefined {
  const text = password.reveal();
  const characters = [...text].length;
  if (characters < minLength) return `it has ${characters} characters; ${minLength} are needed`;
  if (characters > maxLength) return `it has ${characters} characters; at most ${maxLength} are allowed`;
  if (text.includes('\0') || !text.isWellFormed()) return 'it holds something that is no character';
  if (new Set(text.toLowerCase()).size < 5) return 'it repeats the same few characters';
  const plain = text.toLowerCase().normalize('NFKC');
  const core = plain.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '').replaceAll(/[\s._-]/g, '');
  if (core === '' && isRun(plain)) return 'it is a run of digits';
  if (banned.has(core) || banned.has(unleet(core))) return 'it is one of the passwords that are tried first';
  const part = namePartsOf(user.userPrincipalName).find((name) => plain.includes(name));
  if (part !== undefined && plain.length - part.length < 8) return 'it is little more than the user name';
  return undefined;
}

/** Throws REQUEST_INVALID in Graph's words, with the reason. */
export function requirePassword(password: Secret, user: { userPrincipalName: string }): void {
  const fault = passwordFault(password, user);
  if (fault === undefined) return;
  throw new ApiError(
    'REQUEST_INVALID',
    `The specified password does not comply with password complexity requirements: ${fault}. Please provide a different password.`,
  );
}

const namePartsOf = (userPrincipalName: string): readonly string[] =>
  [...userPrincipalName.toLowerCase().split(/[@._-]/), userPrincipalName.toLowerCase().split('@')[0] ?? ''].filter(
    (part) => part.length >= minNamePart,
  );

const isRun = (text: string): boolean =>
  [...text].every(
    (character, at) => at === 0 || [0, 1, 9].includes(Math.abs(character.codePointAt(0)! - text.codePointAt(at - 1)!)),
  );

const letters: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};
const unleet = (text: string): string => text.replaceAll(/[013457@$]/g, (sign) => letters[sign]!);
