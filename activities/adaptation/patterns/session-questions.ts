/** What kind of answer a question wants; "how", "what" and no question at all want much the same. */
const WANTED: readonly (readonly [string, RegExp])[] = [
  [
    'duration',
    question(
      'how (?:long|many (?:minutes|hours|days|weeks|months|years))|wie (?:lange|viele (?:minuten|stunden|tage|wochen|monate|jahre))|combien de temps|cu[aá]nto tiempo|quanto tempo',
      '多久|多长时间|何時間|どのくらいの時間',
    ),
  ],
  [
    'amount',
    question(
      'what does [^\\n?]{1,40} cost|how (?:expensive|much|many|often|old|far|big|high|tall|hot|soon)|was kostet|wie (?:teuer|viele?|oft|alt|weit|hoch|groß)|combien|cu[aá]nt[oa]s?|quant[oa]s?|quel (?:est le )?prix|cuál es el precio|qual (?:é )?o preço|wie hoch|what is the (?:price|cost|fee)',
      '多少|几(?:个|块|次)|いくら|何円',
    ),
  ],
  [
    'time',
    question(
      "(?:at |around )?what time|what(?:'s| is) the best time|um wie ?viel uhr|à quelle heure|a qué hora|when(?! (?:(?:do|should) i|i|you|we|they|he|she|it|the|a|an|my)(?!\\p{L}))|(?:ab |bis )?wann|quand|cu[aá]ndo|quando",
      '什么时候|几点|いつ|何時',
    ),
  ],
  ['person', question('who|wer|wem|wen|qui|qui[eé]n|quem', '谁|誰')],
  ['place', question('where|wo|wohin|où|d[oó]nde|onde', '哪里|哪儿|どこ')],
  [
    'reason',
    question(
      "why|how come|what causes|what(?:'s| is| could be| might be) (?:causing|the (?:cause|reason))|warum|wieso|weshalb|woran (?:liegt|kann)|pourquoi|d'où vient|por qu[eéê]|a qué se debe",
      '为什么|怎么回事|なぜ|どうして',
    ),
  ],
  [
    'yes or no',
    question(
      "(?:is|are|was|were|does|do|did|has|have|can|could|may|should|will|must|shall|would|isn't|aren't|can't|doesn't) (?!you(?!\\p{L}))\\p{L}+|(?:ist|sind|kann|darf|muss|gibt|hat|soll|sollte) (?:es|das|der|die|ich|man|ein|eine|mein\\p{L}*)|est-ce que|y a-t-il|puis-je|peut-on",
    ),
  ],
];

/** @param anywhere words of scripts without spaces, which ask wherever they stand */
function question(words: string, anywhere = '(?!)'): RegExp {
  return new RegExp(
    `(?:^|[.!?,:]\\s|\\n)[\\s"¿]*(?:(?:and|und|et|y|e|for|por|pendant|ok|so),?\\s)?(?:${words.replaceAll(' ', '\\s')})(?!\\p{L})|${anywhere}`,
    'iu',
  );
}

/** What kind of answer a prompt asks for: prompts that ask for different ones do not ask the same. */
export function wantedBy(text: string): string {
  return WANTED.find(([, asks]) => asks.test(text))?.[0] ?? 'anything';
}
