/** A refusal begins with it; what comes later is more likely advice about limits. */
const READ_CHARACTERS = 200;

/**
 * How assistants say no. Each needs a verb of helping or answering beside the "cannot", because "I can't find an error"
 * is an answer.
 */
const PHRASES: readonly RegExp[] = [
  // English
  /\b(?:i|we)(?: am| are|['’]m|['’]re)? (?:can ?not|can['’]t|unable to|not able to|won['’]t|will not|must decline to|have to decline to|refuse to) (?:be able to )?(?:help|assist|comply|answer|provide|fulfil+|do that|do this|support|engage|share|give|create|write|generate|discuss|continue)\b/,
  /\bi (?:must|have to|need to|will have to) (?:decline|refuse|turn (?:this|that) down)\b/,
  /\bas an ai\b[^.]{0,60}\b(?:can ?not|can['’]t|unable|not able|don['’]t have)\b/,
  /\b(?:against|violates?) (?:my|our) (?:guidelines|polic(?:y|ies)|principles)\b/,
  /\bi(?:['’]d| would) (?:prefer|rather) not\b/,
  /\bi don['’]t feel comfortable\b/,
  // German
  /\b(?:dabei|damit|hierbei|bei dieser (?:anfrage|bitte|frage)) (?:kann|darf|werde) ich (?:(?:dir|ihnen|euch|leider) ){0,2}(?:leider )?nicht\b/,
  /\bich (?:kann|darf|werde|möchte) (?:(?:dir|ihnen|euch|das|dies|diese|diesen|ihre|deine|dabei|damit|leider|anfrage|frage|bitte|hier) ){0,4}nicht (?:helfen|weiterhelfen|beantworten|erfüllen|unterstützen|bereitstellen|ausführen|liefern|schreiben|dabei|damit)\b/,
  /\bleider (?:kann|darf) ich (?:(?:dir|ihnen|euch|bei|diese|dieser|anfrage|frage|bitte|das|dabei|damit) ){0,4}nicht (?:helfen|weiterhelfen|beantworten|erfüllen|unterstützen)\b/,
  /\b(?:das|dies) (?:kann|darf|werde) ich (?:leider )?nicht (?:tun|machen|beantworten|schreiben|unterstützen)\b/,
  /\bich muss (?:das|dies|diese (?:anfrage|bitte)) (?:leider )?ablehnen\b/,
  // French
  /\bje ne (?:peux|puis|suis) pas (?:(?:vous|t['’]|te|en mesure de|capable de|y|répondre) ?){0,3}(?:aider|assister|répondre|fournir|satisfaire|donner|écrire)?\b[^.]{0,30}\b(?:aider|demande|répondre|question|fournir|cela|ça)\b/,
  /\bje dois (?:refuser|décliner)\b/,
  // Spanish
  /\bno (?:puedo|podemos|voy a) (?:ayudar(?:te|le|lo|los)?|asistir(?:te|le)?|responder|proporcionar|cumplir|hacer eso|continuar|escribir|dar(?:te|le)?)\b/,
  /\bdebo (?:rechazar|negarme|declinar)\b/,
  // Portuguese
  /\bnão (?:posso|consigo|vou) (?:te |lhe |o |a )?(?:ajudar|auxiliar|responder|fornecer|atender|fazer isso|escrever)\b/,
  // Italian
  /\bnon (?:posso|possiamo|sono in grado di) (?:aiutar(?:ti|la|vi)?|assister(?:ti|la)?|rispondere|fornire|soddisfare|scrivere|farlo)\b/,
  // Dutch
  /\b(?:ik|daar|hier)(?: kan| mag)?(?: ik)? (?:je |u |jullie |deze vraag |dit )?(?:helaas )?(?:hier|daar)?(?:mee|bij)? ?niet (?:bij |mee )?(?:helpen|assisteren|beantwoorden)\b/,
  // Polish
  /(?:^|[^\p{L}])nie (?:mogę|jestem w stanie) (?:ci |panu |pani |w tym |z tym )*(?:pomóc|odpowiedzieć|udzielić|spełnić)/u,
  // Russian
  /(?:^|[^\p{L}])(?:я )?не (?:могу|буду|имею возможности) (?:вам |тебе |с этим |в этом )*(?:помочь|помогать|ответить|предоставить|выполнить)/u,
  // Turkish
  /(?:yardımcı olam(?:am|ıyorum|ayız)|yanıt veremem|bu isteği yerine getiremem)/,
  // Chinese, Japanese, Korean
  /(?:我|本人|我们)?(?:无法|不能|不便|沒辦法|無法)(?:为您|为你|向您|向你|協助|协助|帮助|幫助|提供|回答|满足|满足您|完成)/,
  /(?:お手伝い|お答え|対応|提供|回答|お応え)(?:すること[はが]|する事[はが]|は)?でき(?:ません|かねます|ない)/,
  /(?:도와\s?드릴 수 없|도움을 드릴 수 없|답변(?:을|해) ?드릴 수 없|제공(?:할|해 드릴) 수 없)/,
];

/**
 * Whether an answer reads like a refusal: one of a fixed list of phrases of twelve languages in its first 200 characters.
 * A heuristic: it misses refusals in other words and languages, and takes a quoted refusal for one.
 */
export function readsAsRefusal(answer: string): boolean {
  const opening = answer.trimStart().slice(0, READ_CHARACTERS).toLowerCase();
  return PHRASES.some((phrase) => phrase.test(opening));
}
