import { describe, expect, it } from 'vitest';
import { ALONE } from '../../activities/adaptation/patterns/prompt-pattern.js';
import { measurePatterns, PROMPT_PATTERNS } from '../../activities/adaptation/patterns/registry.js';

function measure(name: string, text: string, previousPrompt: string | null = null): number {
  const pattern = PROMPT_PATTERNS.find((candidate) => candidate.name === name);
  if (pattern === undefined) throw new Error(`no pattern ${name}`);
  if (previousPrompt === null) return pattern.measure(text, ALONE);
  return pattern.measure(text, { ...ALONE, earlier: [{ prompt: previousPrompt, vector: null }], turn: 2 });
}

describe('a pattern finds what it is named for', () => {
  it.each([
    ['question', 'How do I reset my password'],
    ['question', 'My build is slow. Any idea?'],
    ['question', 'Wie kann ich das Passwort ändern'],
    ['question', '¿Dónde está el informe'],
    ['question', 'Comment puis-je changer mon adresse ?'],
    ['imperative', 'Write a haiku about rain'],
    ['imperative', 'Hi, please summarize this report'],
    ['imperative', 'Schreibe mir eine Mail an den Kunden'],
    ['imperative', 'Erklären Sie den Unterschied'],
    ['imperative', 'Explique-moi la relativité'],
    ['imperative', 'Escribe un poema'],
    ['imperative', 'Escreva um poema'],
    ['imperative', 'List all files that changed'],
    ['politeness', 'Could you check this, please'],
    ['politeness', 'Kannst du das bitte prüfen'],
    ['politeness', 'Traduce esto, por favor'],
    ['politeness', 'Merci de corriger ce texte'],
    ['greeting', 'Hello, I need help'],
    ['greeting', 'Guten Tag, eine Frage'],
    ['emphasis_capitals', 'Do NOT change the tests'],
    ['emphasis_capitals', 'Antworte NUR auf Deutsch'],
    ['emphasis_capitals', 'PLEASE READ THE WHOLE FILE before you answer'],
    ['bullet_list_directive', 'Answer as a bulleted list'],
    ['bullet_list_directive', 'Give me the risks in bullet points'],
    ['bullet_list_directive', 'Antworte in Stichpunkten'],
    ['bullet_list_directive', 'Réponds sous forme de liste'],
    ['bullet_list_directive', 'Responde con viñetas'],
    ['bullet_list_directive', 'What should I pack? Format the answer as a bullet list.'],
    ['table_directive', 'Compare both plans in a table.'],
    ['table_directive', 'Als Tabelle bitte'],
    ['table_directive', 'Présente le résultat sous forme de tableau'],
    ['table_directive', 'Muéstralo en una tabla'],
    ['data_format_directive', 'Return valid JSON with the fields name and age'],
    ['data_format_directive', 'Gib das Ergebnis als JSON zurück'],
    ['data_format_directive', 'output as CSV'],
    ['length_directive', 'Summarize in at most 3 sentences'],
    ['length_directive', 'Keep it short'],
    ['length_directive', 'What is a closure? Use at most 80 words.'],
    ['length_directive', 'Fasse den Text in maximal 50 Wörtern zusammen'],
    ['length_directive', 'Résume en trois phrases'],
    ['role_play', 'You are a senior tax lawyer. My question follows.'],
    ['role_play', 'Act as an interviewer'],
    ['role_play', 'Act as an experienced plumber. Why does the tap drip?'],
    ['role_play', 'Du bist ein erfahrener Koch'],
    ['role_play', 'Tu es un expert en droit'],
    ['role_play', 'Actúa como un profesor'],
    ['role_play', 'Aja como um professor'],
    ['role_play', 'Answer as if you were a doctor'],
    ['step_by_step', 'Think step by step before answering'],
    ['step_by_step', 'Gehe Schritt für Schritt vor'],
    ['step_by_step', 'Explícalo paso a paso'],
    ['step_by_step', 'Explique étape par étape'],
    ['few_shot', 'Classify.\nInput: great\nOutput: good\nInput: awful\nOutput: bad\nInput: fine\nOutput:'],
    ['few_shot', 'cat -> gato\ndog -> perro\nbird -> pájaro\nfish ->'],
    ['constraint', 'Name at most 5 risks'],
    ['constraint', 'The answer must cite a source'],
    ['constraint', 'Only return the code'],
    ['constraint', 'Die Antwort muss auf Deutsch sein'],
    ['constraint', 'La réponse doit être courte'],
    ['negative_instruction', "Translate this. Don't explain anything."],
    ['negative_instruction', 'Please do not use bullet points'],
    ['negative_instruction', 'Don’t mention the price'],
    ['negative_instruction', 'Verwende keine Fachwörter'],
    ['negative_instruction', 'Corrige el texto. No expliques nada'],
    ['sections', 'Context: we sell shoes\nTask: write an ad\nTone: playful'],
    ['sections', '# Goal\nShip it\n# Format\nMarkdown'],
    ['audience', 'Explain gravity to a five year old'],
    ['audience', 'Explain it like I’m five'],
    ['code_block', 'Fix this:\n```js\nlet a = 1\n```'],
    ['code_block', 'why does it fail\ndef f(x):\n    return x + 1;\nfor i in range(3):\n    x = f(i);'],
    ['pasted_error', "TypeError: Cannot read properties of undefined (reading 'map')\n    at render (app.js:10:5)"],
    ['pasted_error', 'Traceback (most recent call last):\n  File "a.py", line 3, in <module>'],
    ['pasted_error', '2026-10-05 09:00:01,123 ERROR worker lost its lease'],
    ['file_reference', 'Rename it in src/app/main.ts and run the tests'],
    ['file_reference', 'See report.pdf'],
    ['link', 'Summarize https://example.com/post'],
    ['non_english', 'Wie kann ich das mit dem Formular machen und was ist die Frist'],
    ['non_english', 'Quels sont les délais pour une demande et comment la faire'],
    ['non_english', '如何重置我的密码'],
    ['non_english', 'Как сбросить пароль'],
  ])('%s: %s', (name, text) => {
    expect(measure(name, text)).toBe(1);
  });
});

describe('a pattern is not fooled by what only looks like it', () => {
  it.each([
    ['question', 'Open https://example.com/?id=3 and copy the title'],
    ['question', 'Make the group optional: (ab)?c'],
    ['question', 'Explain what a closure is'],
    ['imperative', 'The write speed is too low'],
    ['imperative', 'My list of friends is long'],
    ['imperative', 'I want to explain something'],
    ['imperative', 'Write-ups are due on Monday'],
    ['politeness', 'It pleased the king'],
    ['politeness', 'Danke-Karten drucken'.replace('Danke', 'Dankes')],
    ['greeting', 'Hi-fi systems under 300 euros'],
    ['greeting', 'History of Rome'],
    ['emphasis_capitals', 'Parse the JSON from the HTTP API'],
    ['emphasis_capitals', 'SELECT name FROM users WHERE age IS NOT NULL, explain it'],
    ['emphasis_capitals', 'Write to [EMAIL_1] about <NOT_A_NAME>'],
    ['bullet_list_directive', 'My shopping list got lost'],
    ['bullet_list_directive', 'The bullet missed its target'],
    ['table_directive', 'The table in the kitchen wobbles'],
    ['table_directive', 'Which chair goes with a table named Lack'],
    ['data_format_directive', 'My JSON file is broken'],
    ['data_format_directive', 'What does the json library do'],
    ['length_directive', 'The book has 300 words per page'],
    ['length_directive', 'My short film won a prize'],
    ['role_play', 'You are a bit slow today'],
    ['role_play', 'You are wrong'],
    ['role_play', 'Answer as a bulleted list.'],
    ['role_play', 'Antworte als Liste'],
    ['role_play', 'I think you are a lawyer when you argue like this'],
    ['role_play', 'Sie sind ein bisschen langsam'],
    ['step_by_step', 'There is a step missing in the staircase'],
    ['few_shot', 'Question: what is a closure'],
    ['few_shot', 'For example: apples'],
    ['constraint', 'I must leave soon'],
    ['constraint', 'It must be nice there'],
    ['negative_instruction', "I don't know why it fails"],
    ['negative_instruction', "It fails. Don't know why"],
    ['negative_instruction', "Why doesn't it work"],
    ['negative_instruction', 'I never use it'],
    ['sections', 'Note: the task is late'],
    ['audience', 'Explain the beginner tax'],
    ['code_block', 'I like {curly} braces'],
    ['code_block', 'First; second; third'],
    ['pasted_error', 'I made an error in my tax form'],
    ['pasted_error', 'What is an exception'],
    ['file_reference', 'Version 1.2.3 costs 4.50 or 3.5 per cent, e.g. in May'],
    ['file_reference', 'Write to ana@example.com'],
    ['file_reference', 'Either/or questions'],
    ['link', 'The https protocol'],
    ['non_english', 'What is the deadline for the form and how do I send it'],
    ['non_english', 'Translate "der die das" into English for me'],
    ['non_english', 'Rilke'],
    ['non_english', '```\nel los las es y\n```'],
  ])('%s: %s', (name, text) => {
    expect(measure(name, text)).toBe(0);
  });
});

describe('sizes', () => {
  it('counts characters as people do, not UTF-16 units', () => {
    expect(measure('length', '👍👍')).toBeCloseTo(Math.log1p(2), 12);
  });

  it('an abbreviation or a decimal ends no sentence', () => {
    expect(measure('sentences', 'Use fruit, e.g. pears, at 3.5 euros. Then stop!')).toBeCloseTo(Math.log1p(2), 12);
  });

  it('a text without content has no sentence', () => {
    expect(measure('sentences', ' ... ')).toBe(0);
  });
});

describe('retry', () => {
  const first = 'Summarize the attached quarterly report for the board and name the three largest risks';

  it('is a prompt that nearly repeats the one before', () => {
    expect(measure('retry', `${first}, please`, first)).toBe(1);
  });

  it('is not another question about the same thing', () => {
    expect(measure('retry', 'Who wrote the quarterly report for the board?', first)).toBe(0);
  });

  it('needs a prompt before it', () => {
    expect(measure('retry', first, null)).toBe(0);
  });
});

describe('the registry', () => {
  it('names every pattern once and has at least sixteen', () => {
    const names = PROMPT_PATTERNS.map((pattern) => pattern.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(16);
  });

  it.each([
    '',
    '\n',
    '?',
    '((((((((',
    `a${' '.repeat(50_000)}b`,
    'to '.repeat(20_000),
    '-> '.repeat(20_000),
    '"'.repeat(50_000),
  ])('measures hostile text in finite numbers before the test times out (case %#)', (text) => {
    const values = measurePatterns(text, { ...ALONE, earlier: [{ prompt: text, vector: null }], turn: 2 });
    expect(values.every(Number.isFinite)).toBe(true);
  });
});
