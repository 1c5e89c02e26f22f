import type { Random } from '../../activities/stats/random.js';

const HEX = '0123456789abcdef';
const ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const signs = (from: string, count: number, random: Random) =>
  Array.from({ length: count }, () => from.charAt(random.integer(from.length))).join('');
const pick = <T>(list: readonly T[], random: Random): T => {
  const element = list[random.integer(list.length)];
  if (element === undefined) throw new Error('the list must not be empty');
  return element;
};

/** What looks like a secret and is none: `#` is a digit, `^` one from 1 to 9, `%` a hex digit, `&` a letter or digit. */
const LOOKALIKES = [
  'version #.#.#', 'v^.#.#.#', 'release ^.^#.#', 'node@2#.^.#', 'pkg==1.^#.#', '^.#.#-rc.#+build.####', 'Chrome/1##.0.####.###',
  '%%%%%%%', '%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%', 'sha256:%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%',
  '%%%%%%%%-%%%%-4%%%-8%%%-%%%%%%%%%%%%', 'etag "%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%"', '#%%%%%%', 'rgba(##, ##, ##, 0.#)',
  'order ^#########', 'order no. ^###-#######', 'order 2026-####-####', 'invoice INV-2026-#####', 'ticket TCK-######', 'SKU ^##-###-####', 'part no. ^####-###',
  'SKU 0^##-###-###', 'tracking 1Z%%%%%%##########', 'build ^#######', 'PR #^###', 'ISBN 978-3-16-^#####-#', 'EAN 40#########', 'id ^################',
  '2026-10-05T1#:##:##Z', '2026-10-05 1#:2#:3#.###', '05.10.2026', '10/05/2026 1#:##', '17########', '17###########', '12:3#:4#.######', 'UTC+02:00', '+0200',
  '$1,2##.##', '€ 1.2##,##', '^ ### ###', '^##_###_###', '0x%%%%%%%%', '0b10110010', '1e-^', '^.#######', '-^#.####, ^#.####', '^#%', '^## x ^##',
  '127.0.0.1:8080', '0.0.0.0', 'localhost:####', '::1', 'std::vector<int> x::y', 'port ####', 'HTTP 4##', 'errno -^#', 'line ^##, column ^#', 'E####', 'RFC ^###',
  'refs/heads/feature/ABC-####-fix', 'HEAD~#', 'git@github.com:org/repo.git', 'origin/release-2.#', '@scope/package@^.#.#', 'icon@2x.png', 'a@b.T',
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&', 'q8h&&&&&&&&&&&&&&&&==', 'image-%%%%%%%%%%%%.jpg', 's3://bucket/part-000##.parquet',
  'UTF-8', 'ISO 8601', 'x86_64', 'arm64-v8a', 'gpt-4o-2024-08-06', 'claude-sonnet-4-5', 'm5.24xlarge', 'us-east-1a', 'CVE-2026-####', 'IEEE 754', 'A4 210 x 297',
  'MAX_TOKENS=4096', 'max_tokens: 1024', 'tokens: 12345', 'token count = 123', 'timeout=30000', 'password: string', 'password = getPassword(user)', "password: '',",
  'token: string | undefined', 'api_key=os.environ["API_KEY"]', 'secret = process.env.APP_SECRET', 'token = await getToken()', '"password": "required|min:8"', 'type="password"',
  'const password = req.body.password;', 'if (password.length < 8) throw', 'password is required', 'the token is invalid', 'api_key: ${API_KEY}', 'password: {{ db_password }}',
  'Authorization: Bearer <token>', 'Bearer $TOKEN', 'https://example.com/a?page=#&sort=name', 'https://example.com/p/%%%%%%%%%%%%', 'https://user@example.com/x'.replace('user@', ''),
  'key: "user:name"', 'primary_key=True', 'ssh-keygen -t ed25519', 'sk-learn', 'task-sk-learn-estimator-checks', '00 01 02 03 04 05 06 07', '0^ 02 0# 04 05 06', '^# ^# ^# ^# ^#',
  '+1 000 000', '+^#% in 2026', '(^##) results', '^###-^###', '1990-2026', 'pages 1##-1##', '10-20-30', '####-##-##', '^#:^#:^#', '%%:%%:%%:%%:%%:%%',
  'x = [^.#, ^.#, ^.#]', 'df.iloc[0:^#]', 'for (let i = 0; i < ^##; i++)', 'SELECT * FROM t WHERE id = ^######', 'chmod 0644', 'pid ^####', '^##ms', '^.# GB', 'i = ^#; j = #',
  '4111111111111112', '4111-1111-1111-1112', '4242 4242 4242 4241', 'DE12 apples', 'NO93 1234', 'GB29 oranges and 12', '~^.#.#', '^^.#.#', 'windows 10.0.1####.####', 'μ = ^.#', 'λ::Fn', 'fe::ed',
] as const;

const FRAMES = [
  'Why does § fail after the update?', 'Explain § to me.', 'What is the difference between § and §?', 'I see § in the log, is that normal?', 'Write a regex that matches § but not §.',
  '```ts\nconst a = 1; // §\nfunction f(x: number) { return x * 2; }\n```\nReview this.', 'Convert § into a table.', 'Was bedeutet § im Protokoll?', 'Que veut dire § ?', '¿Qué significa § aquí?',
  '请解释§', '§', 'The diff says:\n- §\n+ §', 'Our config has\n  value: §\n  other: §\nWhich one wins?', 'Summarise: § happened, then §, and at last §.', '{"a": "§", "b": [§]}', 'Traceback (most recent call last):\n  File "a.py", line 3\nValueError: §',
] as const;

/** A technical prompt without any personal data or secret, full of what looks like one. */
export function cleanPrompt(random: Random): string {
  return pick(FRAMES, random).replace(/§/g, () => lookalike(random));
}

function lookalike(random: Random): string {
  const form: string = pick(LOOKALIKES, random);
  return form.replace(/PR #|^#%%|[#^%&]/g, (sign) => {
    if (sign === '#') return signs('0123456789', 1, random);
    if (sign === '^') return signs('123456789', 1, random);
    if (sign === '&') return signs(ALNUM, 1, random);
    return sign === '%' ? signs(HEX, 1, random) : sign;
  });
}
