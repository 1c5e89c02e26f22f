import type { Random } from '../../activities/stats/random.js';
import {
  ALNUM,
  card,
  DIGITS,
  grouped,
  HEX,
  iban,
  key,
  LOWER,
  number,
  PHONES,
  pick,
  signs,
  UPPER,
} from './secret-numbers.js';

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

const plain = (value: string): MadeSecret => ({ value, text: value });
const led = (leads: readonly string[], value: string, random: Random): MadeSecret => ({
  value,
  text: pick(leads, random).replace('§', () => value),
});

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
