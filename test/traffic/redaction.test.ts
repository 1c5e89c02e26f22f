import { describe, expect, it } from 'vitest';
import { redactRecord, redactText } from '../../activities/traffic/redaction.js';
import type { TrafficRecord } from '../../activities/traffic/traffic-record.js';

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
    [`aws_secret_access_key = ${BODY}${BODY}`, 'aws_secret_access_key = [PASSWORD_1]'],
    [`{"password": "hunter2hunter2"}`, '{"password": "[PASSWORD_1]"}'],
  ])('turns %j into %j', (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  it.each([
    'version 1.2.3.4 and v10.20.30.40',
    'Chrome/120.0.6099.109',
    'upgrade to release 24.30.40.50 today',
    'host 192.168.1.17, 10.11.12.130 and 127.0.0.1',
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
    const record = {
      prompt: 'I am a@example.org and b@example.org',
      response: 'Hello A@example.org',
      systemPrompt: 'Help b@example.org',
      earlierTurns: [{ role: 'user', content: 'c@example.org, b@example.org' }],
    } as unknown as TrafficRecord;
    expect(redactRecord(record)).toMatchObject({
      prompt: 'I am [EMAIL_1] and [EMAIL_2]',
      response: 'Hello [EMAIL_1]',
      systemPrompt: 'Help [EMAIL_2]',
      earlierTurns: [{ role: 'user', content: '[EMAIL_3], [EMAIL_2]' }],
    });
    expect(redactText('only c@example.org')).toBe('only [EMAIL_1]');
  });

  it('is idempotent', () => {
    const once = redactText(`a@example.org 203.0.113.7 password: ${BODY}`);
    expect(redactText(once)).toBe(once);
  });

  // A backtracking pattern would take minutes for each of these.
  it.each([
    ['a', 'a'],
    ['digits', '4'],
    ['spaced digits', '4 '],
    ['at signs', 'a@'],
    ['dots', 'a.'],
    ['domains', '@a.'],
    ['colons', 'a:'],
    ['IBAN starts', 'DE89 '],
    ['JWT starts', 'eyJ-eyJa.'],
    ['phone starts', '+1('],
    ['key blocks without an end', `${join('-----BEGIN PRI', 'VATE KEY-----')}.`],
    ['key blocks', `${join('-----BEGIN PRI', 'VATE KEY-----')}a`],
    ['secret names', 'password='],
    ['schemes', 'a://'],
    ['bearers', 'bearer '],
    ['telephones', 'tel no. is '],
  ])('gets through a megabyte of %s', (_name, unit) => {
    const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
    // In quadratic time this would take hours: the test's own limit is the check.
    expect(redactText(text).length).toBeGreaterThan(0);
  });
});
