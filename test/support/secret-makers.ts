import type { Random } from '../../activities/stats/random.js';

interface MadeSecret {
  /** What must be found nowhere. */
  readonly value: string;
  /** How it is written: with what leads to it, where it is known by that. */
  readonly text: string;
}

export interface SecretMaker {
  readonly name: string;
  readonly make: (random: Random) => MadeSecret;
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const ALNUM = LOWER + UPPER + DIGITS;
const HEX = `${DIGITS}abcdef`;

const pick = <T>(list: readonly T[], random: Random): T => {
  const element = list[random.integer(list.length)];
  if (element === undefined) throw new Error('the list must not be empty');
  return element;
};
const signs = (from: string, count: number, random: Random) =>
  Array.from({ length: count }, () => from.charAt(random.integer(from.length))).join('');
/** At least one digit, one small and one capital letter, as every real key has. */
const key = (count: number, random: Random) => `${signs(ALNUM, count - 3, random)}${signs(DIGITS, 1, random)}xQ`;
const plain = (value: string): MadeSecret => ({ value, text: value });
const led = (leads: readonly string[], value: string, random: Random): MadeSecret => ({
  value,
  text: pick(leads, random).replace('§', () => value),
});
const grouped = (text: string, size: number, gap: string) =>
  text.match(new RegExp(`.{1,${size}}`, 'g'))?.join(gap) ?? text;
const GAPS = ['', ' ', '-', '.', '\u00a0', ' - ', '/', '_'];

/** A pattern of `#` (any digit) and `^` (2-9) as a number. */
const number = (pattern: string, random: Random) =>
  pattern.replace(/[#^]/g, (sign) => (sign === '#' ? signs(DIGITS, 1, random) : signs('23456789', 1, random)));

function card(random: Random): string {
  const [prefix, length] = pick(
    [
      ['4', 16],
      ['51', 16],
      ['55', 16],
      ['2300', 16],
      ['6011', 16],
      ['37', 15],
      ['3530', 16],
    ] as const,
    random,
  );
  const body = prefix + signs(DIGITS, length - prefix.length - 1, random);
  const sum = Array.from(body)
    .reverse()
    .reduce((total, digit, place) => {
      const doubled = Number(digit) * (place % 2 === 0 ? 2 : 1);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
  const digits = `${body}${(10 - (sum % 10)) % 10}`;
  if (length === 15) return pick([digits, `${digits.slice(0, 4)} ${digits.slice(4, 10)} ${digits.slice(10)}`], random);
  return grouped(digits, 4, pick(GAPS, random));
}

function iban(random: Random): string {
  const [country, form] = pick(
    [
      ['DE', '#'.repeat(18)],
      ['GB', `ABCD${'#'.repeat(14)}`],
      ['FR', '#'.repeat(23)],
      ['NL', `EFGH${'#'.repeat(10)}`],
      ['ES', '#'.repeat(20)],
      ['NO', '#'.repeat(11)],
    ] as const,
    random,
  );
  const body = number(form, random);
  const digits = Array.from(`${body}${country}00`, (sign) => Number.parseInt(sign, 36)).join('');
  const check = String(98n - (BigInt(digits) % 97n)).padStart(2, '0');
  const text = grouped(`${country}${check}${body}`, 4, pick(['', ' ', '-', '.', '\u00a0'], random));
  return random.next() < 0.2 ? text.toLowerCase() : text;
}

const PHONES = [
  '+49 171 #######',
  '+49 (0) 30 ######',
  '+1 (^##) ###-####',
  '+33 6 ## ## ## ##',
  '+44 7911 ######',
  '+86 138 #### ####',
  '+81-90-####-####',
  '+5511 9####-####',
  '+91 98### #####',
  '0049 171 #######',
  '+4917########',
  '(^##) ###-####',
  '^##-###-####',
  '1-^##-###-####',
  '^##.###.####',
  '0171 #######',
  '0151/########',
  '0176-########',
  '07911 ######',
  '020 7### ####',
  '06 ## ## ## ##',
  '06.##.##.##.##',
  '090-####-####',
  '010-####-####',
  '0412 ### ###',
  '0664 #######',
  '079 ### ## ##',
  '06-########',
  '(11) 9####-####',
  '138 #### ####',
  '040/#######',
  '017########',
];
const PASSWORD_LEADS = [
  'password: §',
  'password=§',
  'PASSWORD=§',
  '"password": "§"',
  "'password' => '§'",
  'DB_PASSWORD="§"',
  'pwd=§;',
  'spring.datasource.password=§',
  'my password is §',
  'Passwort: §',
  'mein Passwort lautet §',
  'contraseña: §',
  'mot de passe : §',
  'senha: §',
  'пароль: §',
  '密码：§',
  '--password §',
  'userPassword: "§"',
  '<password>§</password>',
  'MYSQL_PWD=§',
];
const WORDS = [
  'Sommer',
  'garten',
  'Falke',
  'winter',
  'Lampe',
  'river',
  'Stone',
  'apfel',
  'Kerze',
  'velvet',
  'Orbit',
  'magnet',
];
const URLS = [
  'https://example.com/files/a?',
  'https://api.example.org/v1/items?page=2&',
  'wss://example.net/live?x=1&amp;',
];

/** Ways of writing secrets, all invented: none opens anything. */
export const SECRET_MAKERS: readonly SecretMaker[] = [
  {
    name: 'e-mail',
    make: (r) =>
      plain(
        `${signs(LOWER, 5, r)}${pick(['.', '_', '+', '-', ''], r)}${signs(LOWER, 6, r)}@${signs(LOWER, 7, r)}.${pick(['com', 'example', 'co.uk', 'de', 'io', 'COM'], r)}`,
      ),
  },
  { name: 'phone', make: (r) => plain(number(pick(PHONES, r), r)) },
  { name: 'payment card', make: (r) => plain(card(r)) },
  { name: 'IBAN', make: (r) => plain(iban(r)) },
  {
    name: 'IPv4',
    make: (r) =>
      plain(`${pick([203, 198, 84, 141, 10, 172, 192], r)}.${r.integer(256)}.${r.integer(256)}.${20 + r.integer(235)}`),
  },
  {
    name: 'IPv6',
    make: (r) =>
      plain(
        pick(
          [
            `2001:db8:${signs('123456789', 4, r)}::${signs('abcdef', 4, r)}`,
            `2a02:${grouped(signs('123456789abcdef', 24, r), 4, ':')}:${signs('123456789', 4, r)}`,
            `fe80::${grouped(signs('123456789', 16, r), 4, ':')}`,
          ],
          r,
        ),
      ),
  },
  {
    name: 'AWS key id',
    make: (r) => plain(`${pick(['AKIA', 'ASIA'], r)}${signs(UPPER, 15, r)}${signs(DIGITS, 1, r)}`),
  },
  {
    name: 'AWS secret key',
    make: (r) =>
      led(
        ['aws_secret_access_key = §', 'AWS_SECRET_ACCESS_KEY=§', '"SecretAccessKey": "§"', 'secretAccessKey: "§"'],
        `${key(20, r)}/${key(19, r)}`,
        r,
      ),
  },
  {
    name: 'GitHub token',
    make: (r) => plain(pick([`ghp_${key(36, r)}`, `gho_${key(36, r)}`, `github_pat_${key(22, r)}_${key(59, r)}`], r)),
  },
  { name: 'GitLab token', make: (r) => plain(`glpat-${key(20, r)}`) },
  {
    name: 'Slack token',
    make: (r) =>
      plain(pick([`xoxb-${signs(DIGITS, 12, r)}-${key(24, r)}`, `xapp-1-${signs(UPPER, 10, r)}-${key(30, r)}`], r)),
  },
  {
    name: 'Slack webhook',
    make: (r) => {
      const value = `T${signs(UPPER, 8, r)}/B${signs(UPPER, 8, r)}/${key(24, r)}`;
      return { value, text: `https://hooks.slack.com/services/${value}` };
    },
  },
  { name: 'Stripe key', make: (r) => plain(`${pick(['sk_live_', 'rk_live_', 'sk_test_', 'whsec_'], r)}${key(32, r)}`) },
  {
    name: 'Google key',
    make: (r) => plain(pick([`AIza${key(35, r)}`, `ya29.${key(60, r)}`, `GOCSPX-${key(28, r)}`], r)),
  },
  {
    name: 'OpenAI key',
    make: (r) =>
      plain(pick([`sk-${key(48, r)}`, `sk-proj-${key(60, r)}_${key(20, r)}`, `sk-svcacct-${key(60, r)}`], r)),
  },
  { name: 'Anthropic key', make: (r) => plain(`sk-ant-api03-${key(60, r)}-${key(30, r)}AA`) },
  { name: 'Hugging Face token', make: (r) => plain(`hf_${key(34, r)}`) },
  { name: 'npm token', make: (r) => plain(`npm_${key(36, r)}`) },
  { name: 'PyPI token', make: (r) => plain(`pypi-AgEIcHlwaS5vcmc${key(80, r)}`) },
  { name: 'Twilio key', make: (r) => plain(`${pick(['SK', 'AC'], r)}${signs(HEX, 31, r)}7`) },
  {
    name: 'Twilio token',
    make: (r) => led(['TWILIO_AUTH_TOKEN=§', 'auth_token: "§"', 'authToken = "§"'], `${signs(HEX, 30, r)}a1`, r),
  },
  { name: 'SendGrid key', make: (r) => plain(`SG.${key(22, r)}.${key(43, r)}`) },
  {
    name: 'Azure storage key',
    make: (r) =>
      led(
        [
          'DefaultEndpointsProtocol=https;AccountName=files;AccountKey=§;EndpointSuffix=core.windows.net',
          'SharedAccessKey=§',
        ],
        `${key(60, r)}+${key(25, r)}==`,
        r,
      ),
  },
  {
    name: 'Azure client secret',
    make: (r) => led(['client_secret: §', 'AZURE_CLIENT_SECRET=§', '§'], `${key(3, r)}8Q~${key(34, r)}`, r),
  },
  { name: 'DigitalOcean token', make: (r) => plain(`dop_v1_${signs(HEX, 63, r)}1`) },
  {
    name: 'Telegram token',
    make: (r) => led(['§', 'https://api.telegram.org/bot§/getMe'], `${signs('123456789', 10, r)}:AA${key(33, r)}`, r),
  },
  { name: 'Discord token', make: (r) => plain(`M${key(23, r)}.${key(6, r)}.${key(38, r)}`) },
  { name: 'JWT', make: (r) => plain(`eyJhbGciOiJIUzI1NiJ9.eyJ${key(40, r)}.${key(43, r)}`) },
  {
    name: 'private key',
    make: (r) => {
      const kind = pick(['', 'RSA ', 'EC ', 'OPENSSH '], r);
      const body = key(64, r);
      const [dashes, name] = ['-----', `${kind}PRIVATE KEY`];
      return {
        value: body,
        text: `${dashes}BEGIN ${name}${dashes}\n${key(64, r)}\n${body}\n${key(20, r)}==\n${dashes}END ${name}${dashes}`,
      };
    },
  },
  {
    name: 'bearer token',
    make: (r) => led(['Authorization: Bearer §', '-H "Authorization: Bearer §"', 'bearer §'], key(40, r), r),
  },
  {
    name: 'basic auth',
    make: (r) => led(['Authorization: Basic §', '"Authorization": "Basic §"'], `${key(27, r)}=`, r),
  },
  {
    name: 'password',
    make: (r) =>
      led(
        PASSWORD_LEADS,
        pick(
          [
            `${signs(LOWER, 6, r)}${signs(DIGITS, 3, r)}!`,
            `${pick(WORDS, r)}${signs(DIGITS, 4, r)}#${signs(LOWER, 3, r)}`,
            key(14, r),
            `Pa$$${signs(ALNUM, 8, r)}1`,
            `Pa$$${signs(LOWER, 6, r)}`,
            `${signs(LOWER, 4, r)}@${signs(LOWER, 3, r)}.${signs(DIGITS, 3, r)}`,
          ],
          r,
        ),
        r,
      ),
  },
  {
    name: 'password without a digit',
    make: (r) =>
      led(
        PASSWORD_LEADS,
        `${pick(WORDS, r)}-${signs(LOWER, 6, r)}${pick(['!', '*', '?', '~'], r)}${signs(UPPER, 3, r)}`,
        r,
      ),
  },
  {
    name: 'quoted password of letters',
    make: (r) =>
      led(
        ['"password": "§"', "password = '§'", 'DB_PASSWORD="§"', 'passwd: "§"'],
        `${signs(LOWER, 5, r)}${signs(UPPER, 4, r)}${signs(LOWER, 4, r)}`,
        r,
      ),
  },
  {
    name: 'password in a URL',
    make: (r) =>
      led(
        [
          'postgres://app:§@db.example.com:5432/main',
          'mongodb+srv://svc:§@cluster.example.net',
          'redis://:§@cache:6379/0',
          'https://me:§@git.example.org/a.git',
        ],
        `${signs(ALNUM, 10, r)}${signs(DIGITS, 2, r)}`,
        r,
      ),
  },
  {
    name: 'token in a URL',
    make: (r) =>
      led(
        URLS.flatMap((url) =>
          ['token', 'access_token', 'sig', 'X-Amz-Signature', 'api_key', 'key', 'client_secret'].map(
            (name) => `${url}${name}=§`,
          ),
        ),
        key(32, r),
        r,
      ),
  },
  {
    name: 'API key in a header',
    make: (r) =>
      led(
        ['X-API-Key: §', 'x-api-key: "§"', "headers['api-key'] = '§'", 'apiKey: "§"', 'API_KEY=§', 'api_key := "§"'],
        key(32, r),
        r,
      ),
  },
];
