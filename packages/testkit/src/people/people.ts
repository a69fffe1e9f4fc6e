/**
 * Deterministic people of many scripts, for the demo, tests and benchmarks: the same number and seed give the same people.
 * Managers form a tree four levels deep (one head, divisions, departments, teams), groups cover everybody.
 */

export type Person = {
  readonly userPrincipalName: string;
  readonly mailNickname: string;
  readonly mail: string;
  readonly displayName: string;
  readonly givenName: string;
  readonly surname: string;
  readonly accountEnabled: boolean;
  readonly jobTitle: string;
  readonly department: string;
  readonly companyName: string;
  readonly employeeId: string;
  readonly streetAddress: string;
  readonly city: string;
  readonly postalCode: string;
  readonly country: string;
  readonly officeLocation: string;
  readonly preferredLanguage: string;
  readonly businessPhones: readonly string[];
  readonly mobilePhone: string;
  /** userPrincipalName. */
  readonly manager?: string;
};

export type PeopleGroup = {
  readonly displayName: string;
  readonly mailNickname: string;
  readonly members: readonly string[];
};
export type People = { readonly users: readonly Person[]; readonly groups: readonly PeopleGroup[] };

type Locale = {
  language: string;
  country: string;
  city: string;
  dialling: string;
  given: readonly string[];
  family: readonly string[];
};

const locales: readonly Locale[] = [
  { language: 'nb-NO', country: 'NO', city: 'Tromsø', dialling: '+47', given: ['Bjørn', 'Åse', 'Kjersti', 'Håkon', 'Sølvi'], family: ['Ødegård', 'Næss', 'Bakke', 'Sørensen', 'Aas'] },
  { language: 'de-DE', country: 'DE', city: 'Köln', dialling: '+49', given: ['Jörg', 'Käthe', 'Günther', 'Lena', 'Björn'], family: ['Müller', 'Groß', 'Schäfer', 'Weiß', 'von der Höh'] },
  { language: 'pl-PL', country: 'PL', city: 'Łódź', dialling: '+48', given: ['Łukasz', 'Małgorzata', 'Wojciech', 'Żaneta', 'Zbigniew'], family: ['Wałęsa', 'Kowalski', 'Dąbrowska', 'Świątek', 'Żółć'] },
  { language: 'en-IE', country: 'IE', city: 'Galway', dialling: '+353', given: ['Siobhán', 'Seán', 'Aoife', 'Niamh', 'Liam'], family: ['O’Brien', 'O’Neill', 'Mac Giolla', 'D’Arcy', 'Walsh'] },
  { language: 'fr-FR', country: 'FR', city: 'Besançon', dialling: '+33', given: ['Zoé', 'François', 'Hélène', 'Loïc', 'Anaïs'], family: ['Lefèvre', 'Garçon', 'd’Aubigné', 'Noël', 'Dupont'] },
  { language: 'es-ES', country: 'ES', city: 'A Coruña', dialling: '+34', given: ['Íñigo', 'María José', 'Begoña', 'Ángel', 'Nuria'], family: ['Núñez', 'Ibáñez', 'García Márquez', 'Muñoz', 'Peña'] },
  { language: 'tr-TR', country: 'TR', city: 'İzmir', dialling: '+90', given: ['İpek', 'Çağla', 'Oğuz', 'Şebnem', 'Gökhan'], family: ['Yıldız', 'Işık', 'Özdemir', 'Şahin', 'Çelik'] },
  { language: 'cs-CZ', country: 'CZ', city: 'Plzeň', dialling: '+420', given: ['Jiří', 'Božena', 'Řehoř', 'Šárka', 'Ondřej'], family: ['Dvořák', 'Čapek', 'Říha', 'Žižka', 'Nováková'] },
  { language: 'zh-CN', country: 'CN', city: '上海', dialling: '+86', given: ['伟', '芳', '秀英', '敏', '静怡'], family: ['王', '李', '张', '欧阳', '陈'] },
  { language: 'ja-JP', country: 'JP', city: '京都', dialling: '+81', given: ['さくら', '健太', '陽子', '大輔', '結衣'], family: ['佐藤', '鈴木', '高橋', '渡邊', '山本'] },
  { language: 'ar-EG', country: 'EG', city: 'القاهرة', dialling: '+20', given: ['محمد', 'فاطمة', 'يوسف', 'ليلى', 'عمر'], family: ['عبد الرحمن', 'حسن', 'المصري', 'إبراهيم', 'نجيب'] },
  { language: 'ru-RU', country: 'KZ', city: 'Алматы', dialling: '+7', given: ['Алёна', 'Дмитрий', 'Наталья', 'Юрий', 'Ольга'], family: ['Ёлкина', 'Иванов', 'Щербаков', 'Кузнецова', 'Цой'] },
  { language: 'el-GR', country: 'GR', city: 'Αθήνα', dialling: '+30', given: ['Γιώργος', 'Ελένη', 'Νίκος', 'Μαρία', 'Άννα'], family: ['Παπαδόπουλος', 'Νικολάου', 'Γεωργίου', 'Αθανασίου', 'Ιωάννου'] },
  { language: 'he-IL', country: 'IL', city: 'חיפה', dialling: '+972', given: ['נועה', 'דוד', 'שרה', 'יוסף', 'מיכל'], family: ['כהן', 'לוי', 'מזרחי', 'פרידמן', 'אברהם'] },
  { language: 'hi-IN', country: 'IN', city: 'मुंबई', dialling: '+91', given: ['आरव', 'प्रिया', 'अनन्या', 'रोहन', 'कविता'], family: ['शर्मा', 'सिंह', 'गुप्ता', 'पटेल', 'राव'] },
  { language: 'ko-KR', country: 'KR', city: '서울', dialling: '+82', given: ['민준', '서연', '지훈', '하은', '도윤'], family: ['김', '이', '박', '최', '정'] },
  { language: 'vi-VN', country: 'VN', city: 'Đà Nẵng', dialling: '+84', given: ['Thị Hương', 'Văn Đức', 'Minh Châu', 'Quốc Bảo', 'Ngọc Ánh'], family: ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Đỗ'] },
  { language: 'en-GB', country: 'GB', city: 'Leeds', dialling: '+44', given: ['Alice', 'Oliver', 'Priya', 'Jack', 'Zadie'], family: ['Smith', 'Taylor-Jones', 'Khan', 'Brown', 'O’Connor'] },
]; // prettier-ignore

const departments = [
  'Engineering',
  'Sales',
  'Finance',
  'Legal',
  'Operations',
  'Support',
  'Research & Development',
  'People',
];
const titles = ['Analyst', 'Engineer', 'Clerk', 'Designer', 'Specialist', 'Consultant', 'Technician', 'Coordinator'];
const leadership = ['Chief executive', 'Vice president', 'Director', 'Team lead'];

/** Small, fast and good enough: mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const groupCount = 40;
/** The largest group holds this share of all people: 600 of 1,000. */
const largestShare = 0.6;

export function makePeople(
  count: number,
  { seed = 7, domain = 'corp.example' }: { seed?: number; domain?: string } = {},
): People {
  const random = randomOf(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const users: Person[] = [];
  for (let index = 0; index < count; index++) {
    const locale = pick(locales);
    const given = pick(locale.given);
    const family = pick(locale.family);
    const number = String(index + 1).padStart(5, '0');
    const nickname = `p${number}`;
    const level = levelOf(index);
    users.push({
      userPrincipalName: `${nickname}@${domain}`,
      mailNickname: nickname,
      mail: `${nickname}@${domain}`,
      displayName: `${given} ${family}`,
      givenName: given,
      surname: family,
      accountEnabled: true,
      jobTitle: leadership[level] ?? pick(titles),
      department: departments[index % departments.length]!,
      companyName: 'Corp',
      employeeId: `E${number}`,
      streetAddress: `${1 + Math.floor(random() * 200)} ${family}`,
      city: locale.city,
      postalCode: String(10_000 + Math.floor(random() * 89_999)),
      country: locale.country,
      officeLocation: `${locale.city} ${1 + Math.floor(random() * 9)}`,
      preferredLanguage: locale.language,
      businessPhones: [`${locale.dialling} ${10_000_000 + Math.floor(random() * 89_999_999)}`],
      mobilePhone: `${locale.dialling} ${900_000_000 + index}`,
      ...(index === 0 ? {} : { manager: users[managerOf(index)]!.userPrincipalName }),
    });
  }
  return { users, groups: makeGroups(users) };
}

const divisions = 8;
const perDivision = 4;
const leads = 1 + divisions + divisions * perDivision;

/** 0 head, 1 division, 2 department, 3 team lead, 4 everyone else. */
function levelOf(index: number): number {
  if (index === 0) return 0;
  if (index <= divisions) return 1;
  if (index < leads) return 2;
  return index < leads * 4 ? 3 : 4;
}

function managerOf(index: number): number {
  if (index <= divisions) return 0;
  if (index < leads) return 1 + ((index - 1 - divisions) % divisions);
  if (index < leads * 4) return 1 + divisions + ((index - leads) % (divisions * perDivision));
  return leads + ((index - leads * 4) % (leads * 3));
}

/** One large group, one per department, and teams that together hold everybody. */
function makeGroups(users: readonly Person[]): PeopleGroup[] {
  const names = users.map((user) => user.userPrincipalName);
  const groups: PeopleGroup[] = [
    {
      displayName: 'Everyone on site',
      mailNickname: 'everyone-on-site',
      members: names.slice(0, Math.ceil(names.length * largestShare)),
    },
    ...departments.map((department) => ({
      displayName: department,
      mailNickname: department.toLowerCase().replaceAll(/[^a-z]+/g, '-'),
      members: users.filter((user) => user.department === department).map((user) => user.userPrincipalName),
    })),
  ];
  const teams = groupCount - groups.length;
  for (let team = 0; team < teams; team++) {
    groups.push({
      displayName: `Team ${String(team + 1).padStart(2, '0')} ${locales[team % locales.length]!.city}`,
      mailNickname: `team-${team + 1}`,
      members: names.filter((_, index) => index % teams === team),
    });
  }
  return groups;
}
