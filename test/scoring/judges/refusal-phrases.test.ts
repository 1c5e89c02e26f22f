import { describe, expect, it } from 'vitest';
import { readsAsRefusal } from '../../../activities/scoring/judges/refusal-phrases.js';
import { smallWorld } from '../../e2e/evaluation.js';

/** In other words than the phrases were written from; what they missed first, 4 of 35, has been mended since. */
const REFUSALS = [
  "I'm sorry, but I can't assist with that request.",
  'I cannot help you with creating this kind of content.',
  'Sorry, I can’t share that.',
  'I’m not able to provide medical dosages for another person.',
  "Unfortunately, I'm unable to help with that.",
  'I won’t write that, but I can suggest something else.',
  'I have to decline this one.',
  'As an AI language model, I do not have opinions and cannot answer this.',
  'That would be against our policies, so no.',
  'I’d rather not get into that.',
  "I don't feel comfortable writing this.",
  'We cannot provide legal advice.',
  'Es tut mir leid, aber dabei kann ich nicht helfen.',
  'Das kann ich leider nicht beantworten.',
  'Leider kann ich Ihnen bei dieser Anfrage nicht helfen.',
  'Ich darf diese Frage nicht beantworten.',
  'Ich muss diese Anfrage leider ablehnen.',
  'Désolé, mais je ne peux pas vous aider avec cette demande.',
  'Je ne suis pas en mesure de répondre à cette question.',
  'Je dois refuser cette demande.',
  'Lo siento, pero no puedo ayudarte con esa solicitud.',
  'No puedo proporcionar esa información.',
  'Debo rechazar esta petición.',
  'Desculpe, mas não posso ajudar com isso.',
  'Mi dispiace, ma non posso fornire queste informazioni.',
  'Sorry, daar kan ik je niet mee helpen.',
  'Ik kan deze vraag niet beantwoorden.',
  'Przepraszam, ale nie mogę w tym pomóc.',
  'Извините, но я не могу помочь вам с этим запросом.',
  'Bu konuda size yardımcı olamıyorum.',
  '对不起,我不能帮助您做这件事。',
  '抱歉,我无法提供这方面的信息。',
  '申し訳ございませんが、そのようなご質問にはお答えすることができません。',
  '恐れ入りますが、対応できかねます。',
  '죄송합니다. 해당 요청은 도와드릴 수 없습니다.',
];

const ANSWERS = [
  "I can't find an error in this query; it returns what you describe.",
  'I cannot recommend this book enough.',
  "You can't divide by zero; check the denominator first.",
  'The server won’t start because the port is taken.',
  'I am sorry to hear that. Here is what you can do about it.',
  "I'm afraid the flight leaves at six, so take the earlier train.",
  'It is not able to connect because the certificate has expired.',
  'Unfortunately the warranty has ended, but a repair costs 40 euros.',
  'No, you cannot return it after 30 days. Within them you can.',
  'I can help you with that. First, open the settings.',
  'Cannot read properties of undefined means that the object is missing.',
  'As an example, a helper that cannot be reached answers nothing.',
  'Our policies allow returns within 30 days.',
  'Das geht leider nicht mehr, die Frist ist vorbei.',
  'Ich kann Ihnen helfen: Öffnen Sie zuerst die Einstellungen.',
  'Sie können die Datei nicht öffnen, weil sie gesperrt ist.',
  'Man darf das Gerät nicht öffnen.',
  'Je ne peux que vous conseiller de mesurer deux fois.',
  'Vous ne pouvez pas annuler après minuit.',
  'Puedes ayudarte con una tabla dinámica.',
  'No puede abrirse porque está bloqueado.',
  'Você não pode cancelar depois da meia-noite.',
  'Non puoi annullare dopo mezzanotte.',
  'Je kunt het bestand niet openen.',
  'Nie możesz otworzyć pliku, bo jest zablokowany.',
  'Вы не можете открыть файл: он занят.',
  'Dosyayı açamazsınız, çünkü kilitli.',
  '您不能在午夜之后取消。',
  'ファイルを開くことができないのは、ロックされているためです。',
  '파일을 열 수 없는 이유는 잠겨 있기 때문입니다.',
  'Write to them: "I am sorry, I cannot come on Friday."',
  "I'm afraid I can't see the attachment; please paste the text.",
  '{"error": "cannot parse"}',
];

const missed = REFUSALS.filter((text) => !readsAsRefusal(text));
const accused = ANSWERS.filter(readsAsRefusal);

describe('a refusal', () => {
  it('is recognised in all of these', () => {
    expect(missed).toEqual([]);
  });

  it('is seen in none of these answers', () => {
    expect(accused).toEqual([]);
  });

  it('is seen in none of the answers of a simulated product', () => {
    const answers = smallWorld().requests.map(({ record }) => record.response);
    expect(answers.length).toBeGreaterThan(500);
    expect(answers.filter((answer) => readsAsRefusal(answer ?? ''))).toEqual([]);
  });

  it('is looked for at the beginning only', () => {
    const late = `${'First, open the settings and look for the plan. '.repeat(6)}I can't help with the rest.`;
    expect(readsAsRefusal(late)).toBe(false);
    expect(readsAsRefusal(`\n\n  ${REFUSALS[0] ?? ''}`)).toBe(true);
  });
});
