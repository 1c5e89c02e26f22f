import { ownWords } from './own-words.js';
import { firstPhrase } from './phrases.js';

/** Praise stands alone: a sentence end, a comma or "but" follows, not the noun of a title ("Perfect pitch"). */
const STOP = '\\s?(?:[,.!…;:–)👍🙏🎉😊🙂❤]|\\n|$)|\\s-';
const END = `(?=${STOP})`;
const END_OR_BUT = `(?=${STOP}| (?:but|aber|mais|pero|mas|now|jetzt|maintenant|ahora|agora|thanks|thank|danke|merci|gracias))`;

const YES_EN =
  '(?:(?:ok(?:ay)?|yes|yeah|yep|ah|oh|wow|hey|cool|haha|alright|right|hm+|perfect|great|nice|good)[,.!]? ){0,2}';
const PRAISE_EN =
  '(?:great|perfect|excellent|awesome|amazing|wonderful|brilliant|fantastic|nice|good|better|lovely|helpful|impressive|cool|superb|terrific|beautiful|incredible|outstanding|neat|sweet|fabulous|spot on|on point|correct|exactly right|just right|useful|clear|much clearer|fine|wonderfully done)';
const THING_EN =
  '(?:answer|job|work|one|start|point|explanation|idea|ideas|stuff|catch|list|summary|suggestions?|version|draft|response|reply|example|examples|result|translation|advice|tips?|poem|story|plan|code)';
const DEGREE_EN =
  '(?:(?:very|really|much|so|absolutely|exactly|even|super|quite|pretty|way|far|just|already|a lot|truly|totally) ){0,2}';
const ENGLISH: readonly string[] = [
  `${YES_EN}(?:many |ok )?(?:thanks|thank you|thx|ty|cheers|ta)(?! (?:to|note|letter|card|god|e-?mail|speech|page|in advance|you (?:note|card|letter)|from|for (?:coming|joining|your (?:attention|purchase|order|application)))(?!\\p{L}))(?:(?= (?:a lot|so much|very much|again|for|that|this|it|i|you|man|mate|a (?:million|bunch))(?!\\p{L}))|${END_OR_BUT})`,
  `${YES_EN}${DEGREE_EN}${PRAISE_EN}(?: ${THING_EN})?(?: (?:so far|already|indeed|as always|again|to know|so))?${END_OR_BUT}`,
  `${YES_EN}(?:that|this|it|the (?:first|second|last|new) (?:one|version|part))(?:'s| is| was| looks| sounds| reads| seems) (?:(?:all|now|actually) )?${DEGREE_EN}(?:a |an |the )?${PRAISE_EN}(?: ${THING_EN})?(?: (?:so far|already|now|to me|for me|to know))?${END_OR_BUT}`,
  `(?:looks|sounds|reads|seems) ${DEGREE_EN}${PRAISE_EN}${END_OR_BUT}`,
  `${YES_EN}(?:that|this|it|your [\\p{L}]{1,15})(?: (?:really|finally|now|just|definitely))? (?:works|worked|helped|helps|did it|did the trick|solved (?:it|that|my|the)|fixed (?:it|that|my|the)|cleared (?:it|that) up)(?! (?:yesterday|before|until|last|on|only|fine on|and) )(?! (?:fine )?(?:but|yesterday))(?=\\s?[,.!]|\\s?$| (?:a lot|great|well|perfectly|now|thanks|thank|for me|like a charm|problem|issue))`,
  `${YES_EN}(?:that|this|it)(?:'s| is| was) (?:it|right|exactly|just|precisely)(?: (?:the|what|how|it|right|like))? ?(?:[\\p{L}]{1,12} )?(?:i (?:wanted|needed|meant|was (?:after|looking for))|${END})`,
  `${YES_EN}(?:exactly|precisely|just) what i (?:wanted|needed|was (?:after|looking for))`,
  `${YES_EN}(?:well done|love it|loved it|i (?:really |absolutely )?(?:love|like|loved|liked|appreciate) (?:it|this|that|your|how (?:you|it)|the (?:tone|style|idea|ending|first|second|answer|new|way)))`,
  `(?:it |this |that )?works (?:now|perfectly|great|like a charm)(?=\\s?[,.!]|\\s?$| thanks)`,
  `${YES_EN}you(?:'re| are) (?:the best|amazing|awesome|great|a (?:star|lifesaver|genius|legend|life saver)|right|so helpful|wonderful)`,
  `(?:much|greatly|really) appreciated${END_OR_BUT}`,
  `${YES_EN}(?:good|great|nice|excellent|amazing|fantastic) (?:job|work|answer|one|catch|stuff|point)(?: (?:on|with) (?:the|that|this))?${END_OR_BUT}`,
];

const YES_DE = '(?:(?:ok(?:ay)?|ja|ah|oh|wow|super|prima|gut|toll|alles klar|hey)[,.!]? ){0,2}';
const PRAISE_DE =
  '(?:super|prima|perfekt|klasse|toll|gut|genial|spitze|hilfreich|besser|wunderbar|großartig|ausgezeichnet|hervorragend|fantastisch|sehr schön|schön|top|stark|interessant|richtig|klar|verständlich|mega|cool|einwandfrei|exzellent)';
const GERMAN: readonly string[] = [
  `${YES_DE}(?:vielen |herzlichen |besten |tausend |lieben )?dank(?:e)?(?! (?:der|des|im voraus|für die einladung|sagen|an die|seiner?|einer))(?:(?= (?:dir|ihnen|sehr|schön|für|das|jetzt|euch|auch|noch|vielmals|nochmal))|${END_OR_BUT})`,
  `${YES_DE}(?:das|dies|es|die (?:antwort|erklärung|liste|idee|zweite|neue)) (?:ist|war|klingt|sieht|wird|passt|liest sich)(?: (?:ja|schon|jetzt|wirklich|echt|sehr|viel|so|genau|richtig|ganz|alles|nun|sogar)){0,3} (?:${PRAISE_DE}|was ich (?:wollte|brauchte|gesucht habe|suche)|das,? was ich)(?: (?:aus|so|gemacht|erklärt|geworden|gelöst))?${END_OR_BUT}`,
  `${YES_DE}(?:sehr |echt |wirklich |schon |viel |richtig |ganz |so ist es |so ist's )*${PRAISE_DE}(?: (?:gemacht|erklärt|so|danke|arbeit|antwort|beschrieben|geschrieben|gelöst|formuliert|zusammengefasst|idee|erklärung))?${END_OR_BUT}`,
  `${YES_DE}(?:sehr |wirklich |echt )?(?:gute|tolle|super|schöne|klare|hilfreiche|starke|prima|klasse) (?:antwort|idee|arbeit|erklärung|zusammenfassung|liste|übersetzung|vorschläge|tipps)${END_OR_BUT}`,
  `(?:genau(?: so)?|passt(?: so)?|stimmt(?: so)?|gefällt mir(?: sehr| gut| sehr gut)?|gut gemacht)${END_OR_BUT}`,
  `(?:das |es |jetzt |das gefällt )(?:hat|gefällt|passt|funktioniert|klappt|läuft|geht|hilft|mir)(?: (?:mir|jetzt|sehr|wirklich|super|gut|endlich|nun|weiter|so|schon))*(?: (?:geholfen|geklappt|funktioniert|weitergeholfen|gelöst))?(?=[,.!]|$)`,
  `(?:funktioniert|klappt|läuft)(?: es| jetzt| nun| super| prima| perfekt)*(?=[,.!]|$)`,
];

const YES_FR = '(?:(?:ok|oui|ah|oh|super|bon|wow|d.accord|parfait)[,.!]? ){0,2}';
const PRAISE_FR =
  '(?:super|parfait|parfaite|génial|géniale|excellent|excellente|bien|bravo|impeccable|top|mieux|formidable|magnifique|nickel|clair|utile|bon|bonne|chouette|extra|merveilleux|réussi|exact)';
const FRENCH: readonly string[] = [
  `${YES_FR}(?:grand |mille )?mercis?(?! (?:de|d.avance|à|aux?|pour votre (?:commande|candidature)))(?:(?= (?:beaucoup|pour|bien|infiniment|encore|ça|c.est|maintenant|tu))|${END_OR_BUT})`,
  `${YES_FR}(?:c.est|c.était|ça (?:me )?(?:semble|paraît|a l.air)|voilà,? c.est)(?: (?:très|vraiment|tout à fait|exactement|bien|déjà|beaucoup|absolument|tellement)){0,2} (?:${PRAISE_FR}|ce que je (?:voulais|cherchais)|ça|ce qu.il me fallait)${END_OR_BUT}`,
  `${YES_FR}(?:très |vraiment |beaucoup |trop )*${PRAISE_FR}(?: (?:joué|travail|merci|réponse|expliqué|fait|idée|résumé|écrit|explication|dit))?${END_OR_BUT}`,
  `${YES_FR}(?:très |super )?(?:bonne|excellente|belle|superbe) (?:réponse|idée|explication|traduction|version)${END_OR_BUT}`,
  `${YES_FR}(?:ça|cela)(?: m.a| me| a| m.)?(?: (?:bien|beaucoup|vraiment))? ?(?:marche|fonctionne|plaît|aide|aidée?|marché|fonctionné|convient|va)(?=[,.! ]|$)(?! (?:pas|plus|mais|sur|en|comment))`,
  "j'(?:adore|aime (?:bien|beaucoup))(?= (?:ça|cette|le (?:ton|style|début)|ta|votre|la (?:fin|version))|\\s?[,.!]|\\s?$)",
];

const YES_ES = '(?:(?:ok|sí|si|ah|oh|vale|bien|wow|sim|genial|perfecto|perfeito|ótimo|certo|legal|boa)[,.!]? ){0,2}';
const PRAISE_ES =
  '(?:perfect[oa]|excelente|genial|bien|bueno|buena|buenísimo|estupendo|fantástic[oa]|mejor|útil|increíble|maravillos[oa]|exacto|súper|brutal|clar[oa]|correcto|impresionante|perfeit[oa]|ótim[oa]|legal|bom|boa|maravilhos[oa]|melhor|incrível|lindo|certinho|show|massa|maneiro|bacana|correto|isso mesmo|top)';
const THING_ES =
  '(?:respuesta|trabajo|idea|explicación|resumen|texto|versión|traducción|resposta|trabalho|ideia|explicação|resumo|texto|versão|tradução)';
const SPANISH_AND_PORTUGUESE: readonly string[] = [
  `¡?${YES_ES}(?:muchas |mil |muchísimas )?gracias(?! (?:al? |de antemano|dios))(?:(?= (?:por|de nuevo|eso|ahora|me|muy|ya))|${END_OR_BUT})`,
  `${YES_ES}(?:muito |muitíssimo |super )?(?:obrigad[oa]|brigad[oa]|valeu)(?! (?:a |por me convid|a pena))(?:(?= (?:pela|por|demais|mesmo|de novo|agora))|${END_OR_BUT})`,
  `¡?${YES_ES}(?:(?:está|es|eso es|esto es|era|ha quedado|quedó|te quedó|me parece|suena|qué|ficou|é|isso é|foi|parece|que) )?(?:muy |más |mucho |tan |realmente |muito |bem |mais |bastante )*(?:un |una |um |uma )?${PRAISE_ES}(?: ${THING_ES})?${END_OR_BUT}`,
  `¡?${YES_ES}(?:muy |muito )?(?:buen|buena|bom|boa|gran|excelente|ótima|ótimo|belo|bela) ${THING_ES}${END_OR_BUT}`,
  '¡?(?:justo|exactamente|exatamente|precisamente)(?: lo| o)? (?:que|lo que|o que) (?:quería|necesitaba|buscaba|queria|precisava)',
  '(?:eso|esto) (?:funciona|funcionó|ayuda|ayudó|me (?:sirve|sirvió|ayuda|ayudó))(?! (?:pero|sólo|solo|en|así))',
  '(?:ya |ahora (?:sí |ya )?)?(?:funciona|funcionó|sirvió|quedó (?:perfecto|genial|bien))(?:,| gracias|!|\\.|$)',
  '(?:me (?:sirvió|encanta|encantó|gusta|gustó|ayudó)|lo lograste|bien hecho|buen trabajo)(?! (?:mucho )?(?:el|la|los|las|viajar|leer|cocinar|que|cuando|bailar)(?!\\p{L}))',
  '(?:funcionou|deu certo|isso (?:ajudou|funcionou|mesmo)|gostei|adorei|amei|bom trabalho|mandou bem)(?! (?:de (?:um|uma)|ontem))',
];

const UNSPACED: readonly string[] = [
  '(?:好的?|嗯|哇|行|对)?[，,！!。]?\\s?(?:真的)?(?:非常|十分|太|多|很)?(?:谢谢|感谢|多谢|谢啦|谢了)(?!信|函|老师的|词|卡|语)(?=你|您|了|啦|[，,！!。～~\\s]|$)',
  '(?:好的?|嗯|哇|对)?[，,！!。]?\\s?(?:这个|写得|这次|回答得|解释得)?(?:真的)?(?:真|很|太|非常|挺|特别|更|相当)?(?:好|完美|不错|棒|厉害|清楚|有用|有帮助|精彩|正确|优秀|赞)(?:了|极了|的回答|多了)?(?=[，,！!。～~\\s]|$)',
  '(?:问题)?(?:解决了|搞定了|成功了|可以了|能用了|有用)(?=[，,！!。～~\\s]|$)',
  '(?:正是我(?:要|想要)的|我(?:很)?喜欢(?:这|它|你))',
  '(?:本当に|大変|どうも)?(?:ありがとう(?:ございま(?:す|した))?|助かりました|助かります|サンキュー)(?=[。！!、\\s]|$|ね|よ)',
  '(?:とても|すごく|かなり|すごい|本当に)?(?:素晴らしい|完璧|最高|いい|良い|すごい|分かりやすい|わかりやすい|バッチリ|ばっちり)(?:です|でした|感じ)?(?:ね|よ)?(?=[。！!、\\s]|$)',
  '(?:うまくいきました|できました|動きました|解決しました|いい感じ|気に入りました)(?=[。！!、\\s]|$|が|けど)',
];

const PRAISE = firstPhrase(...ENGLISH, ...GERMAN, ...FRENCH, ...SPANISH_AND_PORTUGUESE, ...UNSPACED);
/** "Great, another error": praise that the next words take back. */
const IRONY = firstPhrase(
  "(?:oh )?(?:great|super|nice|perfect|wonderful|fantastic|brilliant|cool|awesome|lovely|toll|prima|klasse|génial|bravo|parfait|genial|perfecto|ótimo|legal)[,.!…]{1,3} (?:another|again|yet another|still|now (?:it|the|my|everything)(?:'s| is)? (?:\\p{L}+ )?(?:broken|crash\\p{L}*|fails?|worse|gone|doesn't|won't)|you broke|schon wieder|wieder|noch ein|immer noch|encore une?|toujours|otra vez|otro|sigue (?:sin|igual|mal|fallando|dando)|de novo|outro|mais um) ?",
  '(?:nice|good) try',
);

/** Whether a prompt opens with thanks or praise for the answer before it. */
export function praises(text: string): boolean {
  const own = ownWords(text);
  return PRAISE.test(own) && !IRONY.test(own);
}
