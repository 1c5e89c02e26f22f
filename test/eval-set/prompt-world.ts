import { createRandom, type Random } from '../../activities/stats/random.js';

/** What was done to a base prompt to get a variant. */
export type VariantKind = 'exact' | 'white-space' | 'template';

export interface PlantedPrompt {
  readonly text: string;
  /** Prompts of one group are one prompt to a reader. */
  readonly group: number;
  readonly kind: 'base' | VariantKind;
}

/** A language's templates with slots, and what fills them. */
interface Tongue {
  readonly templates: readonly string[];
  readonly names: readonly string[];
  readonly dates: readonly string[];
  /** Words of distinct questions; joined by `space`. */
  readonly openings: readonly string[];
  readonly objects: readonly string[];
  readonly endings: readonly string[];
  readonly space: string;
}

const TONGUES: readonly Tongue[] = [
  {
    templates: [
      'Write a polite reminder to {name} about invoice {number} that was due on {date}',
      'Draft a short e-mail telling {name} that order {number} will arrive on {date}, and apologise for the delay.',
      'Summarise the call with {name} of {date} in three bullet points; the ticket is {number}',
      'Schedule a meeting with {name} on {date} at {time} and send the agenda',
      'What did {name} pay for booking {number} last year?',
    ],
    names: ['Mara', 'Tobin Weld', 'Ilse', 'Oren Valk', 'Petra', 'Quill', 'Sanne de Roo', 'Udo'],
    dates: ['3 March 2026', '12 October 2025', '2026-04-17', 'Friday, 5 June', '07/11/2025'],
    openings: [
      'how can I',
      'what is the best way to',
      'explain step by step how to',
      'can you help me to',
      'why should I',
    ],
    objects:
      'repaint a wooden fence|train a puppy|file a tax return|bake rye bread|fix a leaking tap|plan a school trip|learn chess openings|compress a video|sharpen kitchen knives|write unit tests|grow tomatoes|choose a bicycle|negotiate a salary|tune a guitar|descale a kettle|index a database'.split(
        '|',
      ),
    endings: [
      'in winter',
      'on a small budget',
      'without special tools',
      'for a beginner',
      'before the weekend',
      'with two children',
      'in a rented flat',
    ],
    space: ' ',
  },
  {
    templates: [
      'Schreibe eine höfliche Erinnerung an {name} über die Rechnung {number} vom {date}',
      'Fasse das Gespräch mit {name} vom {date} in drei Punkten zusammen, Vorgang {number}',
    ],
    names: ['Mara', 'Herrn Weld', 'Ilse Brandner', 'Frau Valk', 'Petra'],
    dates: ['3. März 2026', '12. Oktober 2025', '17.04.2026', 'Freitag, 5. Juni'],
    openings: ['wie kann ich', 'erkläre mir, wie man', 'was ist der beste Weg, um', 'hilf mir bitte dabei,'],
    objects:
      'einen Gartenzaun zu streichen|einen Welpen zu erziehen|die Steuererklärung abzugeben|Roggenbrot zu backen|den Wasserhahn zu reparieren|eine Klassenfahrt zu planen|Messer zu schärfen|Tomaten zu ziehen|ein Fahrrad zu wählen|die Gitarre zu stimmen'.split(
        '|',
      ),
    endings: ['im Winter', 'mit wenig Geld', 'ohne Werkzeug', 'für Anfänger', 'vor dem Wochenende', 'mit zwei Kindern'],
    space: ' ',
  },
  {
    templates: [
      'Rédige un rappel poli à {name} pour la facture {number} du {date}',
      'Résume la conversation avec {name} du {date} en trois points, dossier {number}',
    ],
    names: ['Mara', 'Tobin Weld', 'Ilse', 'Oren Valk'],
    dates: ['3 mars 2026', '12 octobre 2025', '17/04/2026'],
    openings: ['comment puis-je', 'explique-moi comment', 'quelle est la meilleure façon de'],
    objects:
      'repeindre une clôture|dresser un chiot|remplir une déclaration|cuire du pain de seigle|réparer un robinet|organiser une sortie scolaire|aiguiser des couteaux|cultiver des tomates|choisir un vélo|accorder une guitare'.split(
        '|',
      ),
    endings: [
      'en hiver',
      'avec peu de moyens',
      'sans outils',
      'quand on débute',
      'avant le week-end',
      'avec deux enfants',
    ],
    space: ' ',
  },
  {
    templates: [
      '请给{name}写一封关于发票{number}的提醒邮件，日期是{date}',
      '请把{date}和{name}先生的通话总结成三点，工单号是{number}',
    ],
    names: ['林森', '高岚', '白石川', '江山'],
    dates: ['2026年3月3日', '2025年10月12日', '2026-04-17'],
    openings: ['请问怎么', '请一步一步解释如何', '最好的办法是什么才能', '帮我想想怎样'],
    objects:
      '给木栅栏刷漆|训练小狗|申报个人所得税|烤黑麦面包|修理漏水的水龙头|安排学校旅行|磨厨房的刀|种番茄|挑选自行车|给吉他调音'.split(
        '|',
      ),
    endings: ['在冬天进行', '而且花钱不多', '但是没有工具', '适合初学者', '赶在周末之前', '还要带两个孩子'],
    space: '',
  },
  {
    templates: [
      '{name}さんに請求書{number}についての丁寧な催促メールを書いてください。期日は{date}です',
      '{date}の{name}さんとの通話を三つの要点にまとめてください。案件番号は{number}です',
    ],
    names: ['森川', '白石', '高瀬', '江口'],
    dates: ['2026年3月3日', '2025年10月12日', '2026/04/17'],
    openings: ['どうすれば', '初心者向けに説明してほしいのですが、', '一番良い方法で', '手順を教えてください、'],
    objects:
      '木の柵を塗り直せますか|子犬をしつけられますか|確定申告を出せますか|ライ麦パンを焼けますか|水漏れする蛇口を直せますか|遠足を計画できますか|包丁を研げますか|トマトを育てられますか'.split(
        '|',
      ),
    endings: ['冬の間に', '予算は少ないです', '道具はありません', '週末までにお願いします', '子供が二人います'],
    space: '',
  },
  {
    templates: ['Напиши вежливое напоминание для {name} о счёте {number} от {date}'],
    names: ['Мары', 'Тобина Велда', 'Ильзы', 'Орена'],
    dates: ['3 марта 2026', '12 октября 2025', '17.04.2026'],
    openings: ['как мне', 'объясни по шагам, как', 'какой лучший способ'],
    objects:
      'покрасить деревянный забор|обучить щенка|подать налоговую декларацию|испечь ржаной хлеб|починить кран|заточить ножи|вырастить помидоры|выбрать велосипед'.split(
        '|',
      ),
    endings: ['зимой', 'за небольшие деньги', 'без инструментов', 'новичку', 'до выходных'],
    space: ' ',
  },
];

const PREAMBLE =
  'You are the assistant of a public library. Answer in the language of the question, politely and in at most four sentences. Never invent opening hours, never give legal advice, and when you do not know the answer, say so and offer to pass the question on to a colleague at the desk. The question of the visitor follows below, between the two lines. ';

/**
 * Prompts whose duplicates are known: groups of one base and its variants, and single prompts, among them short ones
 * and different questions after one long preamble. No two groups are alike to a reader.
 */
export function plantedPrompts(count: number, ...seed: readonly (string | number)[]): PlantedPrompt[] {
  const random = createRandom('prompt-world', ...seed);
  const prompts: PlantedPrompt[] = [];
  const seen = new Set<string>();
  const distinct = (make: () => string) => {
    for (;;) {
      const text = make();
      if (!seen.has(text)) {
        seen.add(text);
        return text;
      }
    }
  };
  let group = 0;
  // Every template is one group: its fillings are one prompt.
  for (const tongue of TONGUES) {
    for (const template of tongue.templates) {
      for (let copy = 0; copy < count / 50; copy += 1) {
        const text = filled(template, tongue, random);
        prompts.push({ text, group, kind: copy === 0 ? 'base' : 'template' });
      }
      group += 1;
    }
  }
  while (prompts.length < count) {
    const text = distinct(() => question(random));
    prompts.push({ text, group, kind: 'base' });
    const fate = random.next();
    if (fate < 0.15) prompts.push({ text, group, kind: 'exact' });
    else if (fate < 0.3) prompts.push({ text: respaced(text, random), group, kind: 'white-space' });
    group += 1;
  }
  return random.shuffle(prompts.slice(0, count));
}

function filled(template: string, { names, dates }: Tongue, random: Random): string {
  return template
    .replace('{name}', oneOf(names, random))
    .replace('{number}', `${random.next() < 0.3 ? 'INV-' : ''}${1000 + random.integer(9e6)}`)
    .replace('{date}', oneOf(dates, random))
    .replace('{time}', `${random.integer(24)}:${10 + random.integer(49)}`);
}

/** Three parts and a tail of made-up words, so that most questions share some parts and none shares all. */
function question(random: Random): string {
  const tongue = oneOf(TONGUES, random);
  const { space, openings, objects, endings } = tongue;
  const core = [oneOf(openings, random), oneOf(objects, random), oneOf(endings, random)].join(space);
  const fate = random.next();
  if (fate < 0.25) return `${oneOf(objects, random)}${space}${invented(2, random)}`;
  if (fate < 0.4) return core;
  const whole = `${core}${space === '' ? '，' : ', '}${invented(3, random)}`;
  return fate < 0.6 ? `${PREAMBLE}${whole}` : whole;
}

function invented(words: number, random: Random): string {
  const syllables = 'ba de fi go hu ka le mi no pu ra se ti vo zu cha dri flo gre plu'.split(' ');
  const word = () => Array.from({ length: 2 + random.integer(2) }, () => oneOf(syllables, random)).join('');
  return Array.from({ length: words }, word).join(' ');
}

function respaced(text: string, random: Random): string {
  const spaces = [' ', '  ', '\n', '\t ', '\r\n'];
  return `${oneOf(spaces, random)}${text.replaceAll(' ', () => oneOf(spaces, random))}${oneOf(spaces, random)}`;
}

function oneOf<T>(values: readonly T[], random: Random): T {
  return values[random.integer(values.length)] as T;
}
