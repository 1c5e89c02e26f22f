import { END, hasDigitAndLetter, onlyIf, type SecretKind, START } from './secret-kind.js';
import type { SecretTraits } from './secret-traits.js';

/** Keys and tokens that their makers gave a form of their own, by maker. */
const KEY_FORMS: readonly string[] = [
  // AWS
  `(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}${END}`,
  // Anthropic, OpenAI and others that copied them have `sk-`, see below. Model hosts:
  `hf_[A-Za-z0-9]{30,60}`,
  `api_org_[A-Za-z0-9]{30,60}`,
  `gsk_[A-Za-z0-9]{40,80}`,
  `xai-[A-Za-z0-9]{60,120}`,
  String.raw`nvapi-[\w-]{50,120}`,
  `r8_[A-Za-z0-9]{30,50}`,
  `pplx-[A-Za-z0-9]{32,80}`,
  String.raw`tgp_v1_[\w-]{30,80}`,
  `lsv2_(?:pt|sk)_[A-Za-z0-9]{32}_[A-Za-z0-9]{10}`,
  `tvly-[A-Za-z0-9-]{20,60}`,
  // GitHub, GitLab
  'gh[pousr]_[A-Za-z0-9]{30,255}',
  String.raw`github_pat_\w{40,255}`,
  String.raw`gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|oas|imt|ffct)-[\w.-]{20,300}`,
  // Slack
  String.raw`xox[abceoprs](?:\.xox[bp])?-[\w-]{10,250}`,
  String.raw`xapp-[\w-]{20,250}`,
  // Stripe and other payment houses
  '(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,250}',
  'whsec_[A-Za-z0-9+/]{20,100}={0,2}',
  String.raw`sq0(?:atp|csp|idp)-[\w-]{22,60}`,
  String.raw`access_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[a-f0-9]{32}`,
  // Google
  String.raw`AIza[\w-]{35}`,
  String.raw`ya29\.[\w-]{20,500}`,
  String.raw`GOCSPX-[\w-]{20,60}`,
  String.raw`1\/\/0[\w-]{40,120}`,
  // DigitalOcean, Databricks, HashiCorp, Cloud platforms
  'do[por]_v1_[a-f0-9]{64}',
  'dapi[a-f0-9]{32}(?:-[0-9])?',
  String.raw`hv[sbr]\.[\w-]{24,300}`,
  String.raw`HRKU-[\w-]{30,80}`,
  String.raw`LTAI[A-Za-z0-9]{16,24}${END}`,
  'pul-[a-f0-9]{40}',
  String.raw`pscale_(?:tkn|pw|oauth)_[\w.-]{32,64}`,
  String.raw`sb(?:p_[a-f0-9]{40}|_secret_[\w-]{20,60})`,
  // Registries of packages
  `npm_[A-Za-z0-9]{36}${END}`,
  String.raw`pypi-[\w-]{50,500}`,
  'rubygems_[a-f0-9]{48}',
  String.raw`dckr_pat_[\w-]{20,60}`,
  // Mail and messages
  String.raw`SG\.[\w-]{16,64}\.[\w-]{16,64}`,
  `(?:AC|SK)[0-9a-f]{32}${END}`,
  `xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}`,
  // Work: Shopify, Linear, Notion, Atlassian, Figma, Airtable, Postman, Doppler, monitoring
  `shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}`,
  'lin_(?:api|oauth)_[A-Za-z0-9]{32,64}',
  `(?:secret_[A-Za-z0-9]{43}|ntn_[A-Za-z0-9]{40,60})${END}`,
  String.raw`ATATT3[\w=-]{50,300}`,
  String.raw`fig[dop]_[\w-]{30,60}`,
  String.raw`pat[A-Za-z0-9]{14}\.[a-f0-9]{64}`,
  'PMAK-[a-f0-9]{24}-[a-f0-9]{34}',
  String.raw`dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{40,80}`,
  `NRAK-[A-Z0-9]{27}`,
  String.raw`sntry[su]_[\w+/=-]{40,300}`,
  String.raw`gl(?:sa|c)_[\w+/=-]{32,300}`,
  'AGE-SECRET-KEY-1[A-Z0-9]{58}',
  'EAA[A-Za-z0-9]{80,300}',
];

const mayBeIn = ({ hasKeyLikeWord }: SecretTraits) => hasKeyLikeWord;

/** In the order in which they are looked for. */
export const VENDOR_SECRETS: readonly SecretKind[] = [
  {
    name: 'SECRET',
    // The secret half of an AWS key has no form of its own, but comes with its id.
    pattern: /(?<!(?<!\\)[A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g,
    hints: ['AKIA', 'ASIA'],
    secretIn: onlyIf((text) => /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text)),
    isKnownByLead: true,
  },
  {
    name: 'JWT',
    pattern: /(?<!(?<!\\)[\w-])eyJ[\w-]{8,4000}\.[\w-]{4,8000}(?:\.[\w-]{0,2000}){1,3}/g,
    hints: ['eyJ'],
  },
  {
    name: 'API_KEY',
    pattern: /(?<!(?<!\\)[A-Za-z0-9-])sk-[\w-]{16,250}/g,
    hints: ['sk-'],
    mayBeIn,
    secretIn: onlyIf((text) => hasDigitAndLetter(text.slice(3)) && /[A-Za-z0-9]{12}/.test(text)),
  },
  {
    name: 'API_KEY',
    pattern: new RegExp(`${START}(?:${KEY_FORMS.join('|')})`, 'g'),
    mayBeIn,
    secretIn: onlyIf((text) => /\d/.test(text)),
  },
  {
    name: 'API_KEY',
    // Discord's: an id in base64, a time, and the key.
    pattern: /(?<!(?<!\\)[\w-])[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,45}(?![\w-])/g,
    hints: ['.'],
    mayBeIn,
    secretIn: onlyIf(hasDigitAndLetter),
  },
  { name: 'API_KEY', pattern: /(?<!(?<!\\)[\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~-])/g, hints: ['Q~'] },
  { name: 'API_KEY', pattern: /(?<!(?<!\\)[A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[\w-]{50,100}/g, hints: ['.atlasv1.'] },
  { name: 'API_KEY', pattern: /(?<!(?<!\\)[A-Za-z0-9])[0-9a-f]{32}-us\d{1,2}(?![A-Za-z0-9])/g, hints: /-us\d/ },
  {
    name: 'API_KEY',
    // Mailgun's: a hash behind the word `key` is a cache's when more words stand before it.
    pattern: /(?<!(?<!\\)[\w-])key-[0-9a-f]{32}(?![A-Za-z0-9])/g,
    hints: ['key-'],
  },
  {
    name: 'API_KEY',
    // Telegram's: in its addresses the word `bot` stands right before.
    pattern: /((?<!(?<!\\)\w)(?:bot)?)\d{8,10}:[\w-]{35}(?![\w-])/g,
    hints: [':'],
    mayBeIn: ({ hasKeyLikeWord, longestNumber }) => hasKeyLikeWord && longestNumber >= 8,
    secretIn: onlyIf((text) => /[A-Za-z]/.test(text)),
  },
  {
    name: 'API_KEY',
    pattern:
      /((?:hooks\.slack\.com\/(?:services|workflows|triggers)\/|discord(?:app)?\.com\/api\/webhooks\/|webhook\.office\.com\/webhookb2\/))[\w/@.-]{20,300}/g,
    hints: ['hooks.slack.com', '/api/webhooks/', 'webhookb2'],
  },
];
