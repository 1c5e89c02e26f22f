/** Function words by language: they tell which language a text is in, and nothing of what it is about. */
const BY_LANGUAGE: Readonly<Record<string, string>> = {
  en: `much many few little always never other another both such something anything nothing maybe
    a an the this that these those my your our his her its their me you we i it he she they them us is are was were be been am
    do does did can could will would shall should may might must have has had of in on at to for from with without by about as
    into over under and or but if when while than then so not no nor what which who whom whose how why where there here any some
    all each every please just also too very really more most again only there's it's that's don't doesn't i'm i've what's up
    out yes because before after ok okay now`,
  de: `viel viele wenig immer nie andere anderen etwas nichts vielleicht beim zwischen gegen ohne durch kannst könntest ihn ihnen dazu davon damit dafür
    der die das den dem des ein eine einen einem einer eines und oder aber ist sind war waren bin ich du er sie es wir ihr uns
    mir mich dir dich mein meine meinem meinen meiner dein deine unser unsere kann kannst können könnte wie was wo wer wann warum
    woran womit wofür welche welcher welches für mit von vom zu zum zur im in am auf an aus bei nach seit über unter vor nicht
    kein keine keinen bitte noch auch nur schon sehr mehr habe hat haben hast werden wird wurde soll sollte muss man wenn dass
    weil als ob dann denn doch mal so ab bis um gibt jetzt hier da diese dieser dieses diesen tun tut alle alles jeden jede`,
  fr: `beaucoup peu toujours jamais autre autres tout tous toute toutes même entre contre sous vers rien quelque quelques
    le la les l un une des du de d et ou mais est sont était suis je j tu il elle on nous vous ils elles me te se mon ma mes ton
    ta tes son sa ses notre votre nos vos ce c cet cette ces dans sur pour avec sans par chez en que qu qui quoi quel quelle quels
    quelles comment pourquoi quand combien où ne n pas plus très aussi s'il plaît si y à au aux ai as avez avons ont été être
    avoir faire fait faut peut peux puis dois est-ce ça cela bien moi toi encore après avant depuis là`,
  es: `mucho mucha muchos muchas poco siempre nunca otro otra otros cada bien mal aquí así antes después nada alguien
    el la los las un una unos unas de del y o u pero es son era fue soy estoy está están yo tú él ella me te se nos le les lo mi
    mis tu tus su sus nuestro este esta estos estas esto eso ese esa en con sin por para a al que qué quién cómo cuál cuáles dónde
    cuándo cuánto cuánta no sí más muy también ya si hay he ha has hace hago hacer puedo puede puedes quiero tengo tiene ser estar
    como donde porque pero hasta desde sobre entre algo todo toda todos hacen falta ahora`,
  pt: `pouco sempre nunca outro outra outros cada bem aqui antes depois nada alguém muitos muitas tenha seja aqui
    o a os as um uma uns umas de do da dos das e ou mas é são era foi sou estou está estão eu tu ele ela você nós me te se nos lhe
    meu minha meus minhas seu sua seus suas este esta isto isso esse essa em no na nos nas com sem por para pelo pela ao à aos que
    quem como qual quais onde quando quanto não sim mais muito também já se há tem tenho ter posso pode fazer faço quero ser
    porque até desde sobre entre tudo todo toda agora num numa`,
  it: `poco sempre mai altro altra ogni bene qui prima dopo niente tutto tutti tutta così
    il lo la i gli le un uno una di del della dei delle dello e o ma è sono era sei io tu lui lei noi voi mi ti si ci vi mio mia
    tuo tua suo sua questo questa questi quello in nel nella con senza per su sul sulla da dal dalla a al alla che chi cosa come
    quale quali dove quando quanto perché non sì più molto anche già se ho ha hai hanno avere essere posso può puoi fare bisogno
    vorrei della degli ed ogni`,
  nl: `veel weinig altijd nooit andere ander iets niets misschien tussen tegen dan
    de het een en of maar is zijn was ben ik jij je hij zij we wij jullie mij me mijn jouw zijn haar ons onze hun deze dit dat die
    in op aan voor met van zonder bij naar uit over onder om te tot door wat wie waar wanneer waarom hoe welke welk hoeveel niet
    geen ook nog wel al zo meer heel kan kun kunt kunnen moet wil heb heeft hebben worden wordt als dan want omdat er hier
    daar graag`,
};
const LANGUAGES = Object.keys(BY_LANGUAGE);
/** Per function word the languages that have it. */
const LANGUAGES_OF = new Map<string, readonly string[]>();
for (const [language, words] of Object.entries(BY_LANGUAGE))
  for (const word of new Set(words.split(/\s+/))) LANGUAGES_OF.set(word, [...(LANGUAGES_OF.get(word) ?? []), language]);

export function isFunctionWord(word: string): boolean {
  return LANGUAGES_OF.has(word);
}

/** Whether function words of a language are known here. */
export function hasFunctionWords(language: string): boolean {
  return language in BY_LANGUAGE;
}

/** A language and how many function words of a text are its own; one that several languages have counts in parts. */
interface WordEvidence {
  readonly language: string | null;
  readonly words: number;
  /** The same of the language that comes next. */
  readonly others: number;
}

/** Which of the languages above the words in small letters belong to. */
export function languageByWords(words: readonly string[]): WordEvidence {
  const counts = new Map(LANGUAGES.map((language) => [language, 0]));
  for (const word of new Set(words)) {
    const languages = LANGUAGES_OF.get(word) ?? [];
    for (const language of languages) counts.set(language, (counts.get(language) ?? 0) + 1 / languages.length);
  }
  const [first, second] = [...counts].sort(([, a], [, b]) => b - a);
  if (first === undefined || first[1] === 0) return { language: null, words: 0, others: 0 };
  return { language: first[0], words: first[1], others: second?.[1] ?? 0 };
}
