/** What each function of expressions does, for whoever writes one: a sentence, an example, and what the example gives. */
export type FunctionHelp = {
  readonly group: 'text' | 'condition' | 'list' | 'date' | 'role' | 'other';
  readonly does: string;
  readonly example: string;
  /** The example's result for `exampleValues`; absent: it is another one each time, or depends on the application. */
  readonly gives?: string;
};

export const functionGroups: Readonly<Record<FunctionHelp['group'], string>> = {
  text: 'Text',
  condition: 'Conditions',
  list: 'Numbers and lists',
  date: 'Dates',
  role: 'App roles',
  other: 'Other',
};

/** Whom the examples are about. */
export const exampleValues: Readonly<Record<string, string | readonly string[]>> = {
  givenName: 'Ada',
  surname: 'Lovelace',
  displayName: 'Ada Lovelace',
  mailNickname: 'ada',
  userPrincipalName: 'ada@corp.example',
  employeeId: '42',
  employeeHireDate: '2026-02-01T00:00:00Z',
  city: 'Oslo',
  country: 'NO',
  department: 'Research',
  jobTitle: '',
  telephoneNumber: '+47 900 100',
  IsSoftDeleted: 'False',
  otherMails: ['ada@home.example', 'ada@home.example', 'ada@club.example'],
};

export const functionHelp: Readonly<Record<string, FunctionHelp>> = {
  And: {
    group: 'condition',
    does: 'True when every condition is true. Microsoft Entra has no such function and nests IIF instead.',
    example: 'And([city] = "Oslo", [country] = "NO")',
    gives: 'True',
  },
  AppRoleAssignments: {
    group: 'role',
    does: 'The values of the app roles that the person has in this application.',
    example: 'AppRoleAssignments([appRoleAssignments])',
  },
  AppRoleAssignmentsComplex: {
    group: 'role',
    does: 'All app roles of the person as complex values for the attribute roles. Roles are added, and go with their assignment.',
    example: 'AppRoleAssignmentsComplex([appRoleAssignments])',
  },
  Append: {
    group: 'text',
    does: 'Puts a text behind another.',
    example: 'Append([mailNickname], ".dev")',
    gives: 'ada.dev',
  },
  AssertiveAppRoleAssignmentsComplex: {
    group: 'role',
    does: 'All app roles of the person as complex values for the attribute roles. Roles that are not assigned are removed.',
    example: 'AssertiveAppRoleAssignmentsComplex([appRoleAssignments])',
  },
  BitAnd: {
    group: 'list',
    does: 'The bits that two whole numbers have in common. &H… is hexadecimal.',
    example: 'BitAnd(&HF, &HF7)',
    gives: '7',
  },
  CBool: {
    group: 'condition',
    does: 'Makes True or False of a comparison, a number or a word.',
    example: 'CBool([city] = "Oslo")',
    gives: 'True',
  },
  CDate: {
    group: 'date',
    does: 'Reads a date and gives it in UTC, as the other date functions take it.',
    example: 'CDate("2024-02-01T10:00:00+02:00")',
    gives: '2/1/2024 8:00:00 AM',
  },
  CStr: { group: 'text', does: 'Makes a text of a number or of True and False.', example: 'CStr(7)', gives: '7' },
  Coalesce: {
    group: 'condition',
    does: 'The first value that is there; the last one is the default.',
    example: 'Coalesce([mobile], [telephoneNumber], "none")',
    gives: '+47 900 100',
  },
  ConvertToBase64: {
    group: 'text',
    does: 'The text in Base64, of its UTF-16 bytes.',
    example: 'ConvertToBase64("Hi")',
    gives: 'SABpAA==',
  },
  ConvertToUTF8Hex: {
    group: 'text',
    does: 'The UTF-8 bytes of a text in hexadecimal.',
    example: 'ConvertToUTF8Hex("Hi")',
    gives: '4869',
  },
  Count: {
    group: 'list',
    does: 'How many values an attribute has.',
    example: 'Count([otherMails])',
    gives: '3',
  },
  DateAdd: {
    group: 'date',
    does: 'A date so many intervals later, or earlier when the number is negative. Intervals: yyyy, m, d, ww, h, n (minute), s.',
    example: 'DateAdd("m", 1, CDate("2024-01-31"))',
    gives: '2/29/2024 12:00:00 AM',
  },
  DateDiff: {
    group: 'date',
    does: 'How many intervals lie between two dates. Intervals: yyyy, m, d, ww, h, n (minute), s.',
    example: 'DateDiff("d", CDate("2026-01-01"), CDate([employeeHireDate]))',
    gives: '31',
  },
  DateFromNum: {
    group: 'date',
    does: 'A Windows file time as a date.',
    example: 'DateFromNum("129699324000000000")',
    gives: '1/1/2012 11:00:00 PM',
  },
  DefaultDomain: { group: 'other', does: 'The default domain of the directory.', example: 'DefaultDomain()' },
  FormatDateTime: {
    group: 'date',
    does: 'Writes a date in another form. Says the form that it has, and the form that it gets.',
    example: 'FormatDateTime("05/11/2024", , "dd/MM/yyyy", "yyyy-MM-dd")',
    gives: '2024-11-05',
  },
  Guid: { group: 'other', does: 'A new random identifier each time.', example: 'Guid()' },
  IIF: {
    group: 'condition',
    does: 'One value when the condition is true, another when it is not.',
    example: 'IIF([city] = "Oslo", "NO-01", [city])',
    gives: 'NO-01',
  },
  IgnoreFlowIfNullOrEmpty: {
    group: 'condition',
    does: 'Leaves the attribute of the application as it is when there is no value.',
    example: 'IgnoreFlowIfNullOrEmpty([jobTitle])',
    gives: '',
  },
  InStr: {
    group: 'text',
    does: 'Where a text stands in another, counted from 1; 0 when it does not. vbTextCompare ignores case.',
    example: 'InStr([userPrincipalName], "@")',
    gives: '4',
  },
  IsNothing: {
    group: 'condition',
    does: 'True when there is no value.',
    example: 'IsNothing([mobile])',
    gives: 'True',
  },
  IsNull: { group: 'condition', does: 'True when there is no value.', example: 'IsNull([mobile])', gives: 'True' },
  IsNullOrEmpty: {
    group: 'condition',
    does: 'True when there is no value, or an empty one.',
    example: 'IsNullOrEmpty([jobTitle])',
    gives: 'True',
  },
  IsPresent: {
    group: 'condition',
    does: 'True when there is a value that is not empty.',
    example: 'IsPresent([department])',
    gives: 'True',
  },
  IsString: {
    group: 'condition',
    does: 'True when there is one value, which can be a text.',
    example: 'IsString([employeeId])',
    gives: 'True',
  },
  Item: {
    group: 'list',
    does: 'One value of a list, counted from 1.',
    example: 'Item([otherMails], 3)',
    gives: 'ada@club.example',
  },
  Join: {
    group: 'text',
    does: 'Puts texts together with a separator between them. Empty ones are left out with their separator.',
    example: 'Join(", ", [surname], [givenName])',
    gives: 'Lovelace, Ada',
  },
  Left: { group: 'text', does: 'The first characters of a text.', example: 'Left([surname], 4)', gives: 'Love' },
  Mid: {
    group: 'text',
    does: 'A part of a text: from which character, counted from 1, and how many.',
    example: 'Mid([surname], 5, 4)',
    gives: 'lace',
  },
  NormalizeDiacritics: {
    group: 'text',
    does: 'Letters without their marks.',
    example: 'NormalizeDiacritics("Łukasz Çelik")',
    gives: 'Lukasz Celik',
  },
  Not: {
    group: 'condition',
    does: 'Turns True into False, and everything else into True.',
    example: 'Not([IsSoftDeleted])',
    gives: 'True',
  },
  Now: { group: 'date', does: 'The time of the cycle, in UTC.', example: 'Now()' },
  NumFromDate: {
    group: 'date',
    does: 'A date as Windows file time.',
    example: 'NumFromDate("1601-01-01 00:00:01+00:00")',
    gives: '10000000',
  },
  Or: {
    group: 'condition',
    does: 'True when one of the conditions is true. Microsoft Entra has no such function and nests IIF instead.',
    example: 'Or([city] = "Bergen", [country] = "NO")',
    gives: 'True',
  },
  PCase: {
    group: 'text',
    does: 'The first letter of each word in upper case, the others in lower case.',
    example: 'PCase("ada LOVELACE")',
    gives: 'Ada Lovelace',
  },
  Prepend: {
    group: 'text',
    does: 'Puts a text before another.',
    example: 'Prepend("emp-", [employeeId])',
    gives: 'emp-42',
  },
  RandomString: {
    group: 'other',
    does: 'A new random text each time, for first passwords: its length, and how many digits, special characters, capitals and small letters it has at least.',
    example: 'Redact(RandomString(14, 2, 2, 2, 2, "0Ol1"))',
  },
  Redact: {
    group: 'other',
    does: 'Sends the value, and shows [Redact] in every log in its place.',
    example: 'Redact([employeeId])',
    gives: '42',
  },
  RemoveDuplicates: {
    group: 'list',
    does: 'The values of a list, each once.',
    example: 'RemoveDuplicates([otherMails])',
    gives: 'ada@home.example, ada@club.example',
  },
  Replace: {
    group: 'text',
    does: 'Replaces a text, or what a regular expression finds. Which arguments are given decides how: Find and Replacement; Find and Template; RegularExpression and Replacement; with RegularExpressionGroupName only that group. The others stay blank.',
    example: 'Replace([userPrincipalName], , "@.*$", , "", , )',
    gives: 'ada',
  },
  SelectUniqueValue: {
    group: 'other',
    does: 'The first of several values that nobody in the application has yet. Outermost function only, for attributes that are written once, at creation.',
    example: 'SelectUniqueValue(Join(".", [givenName], [surname]), Join(".", Left([givenName], 1), [surname]))',
    gives: 'Ada.Lovelace',
  },
  SingleAppRoleAssignment: {
    group: 'role',
    does: 'One app role of the person, for applications in which everybody has a single one.',
    example: 'SingleAppRoleAssignment([appRoleAssignments])',
  },
  Split: {
    group: 'list',
    does: 'Makes a list of a text, cut at a delimiter.',
    example: 'Split("x; y; z", ";")',
    gives: 'x, y, z',
  },
  StripSpaces: {
    group: 'text',
    does: 'Takes all spaces out.',
    example: 'StripSpaces([displayName])',
    gives: 'AdaLovelace',
  },
  Switch: {
    group: 'condition',
    does: 'A value for each key: the source, what to give when no key fits, then key and value in turns.',
    example: 'Switch([country], [country], "NO", "Norway", "SE", "Sweden")',
    gives: 'Norway',
  },
  ToLower: {
    group: 'text',
    does: 'In lower case. With a culture, by the rules of its language.',
    example: 'ToLower([displayName])',
    gives: 'ada lovelace',
  },
  ToUpper: {
    group: 'text',
    does: 'In upper case. With a culture, by the rules of its language.',
    example: 'ToUpper([surname])',
    gives: 'LOVELACE',
  },
  Word: {
    group: 'text',
    does: 'One word of a text, counted from 1. Each of the delimiters separates words.',
    example: 'Word("ops/eu;night", 2, "/;")',
    gives: 'eu',
  },
};
