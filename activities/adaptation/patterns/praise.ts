import { ownWords } from './own-words.js';
import { firstPhrase } from './phrases.js';

/** Praise stands alone: a sentence end, a comma or "but" follows, not the noun of a title ("Perfect pitch"). */
const STOP = '\\s?(?:[,.!…;:–)👍🙏🎉😊🙂❤]|\\n|$)|\\s-';
const END = `(?=${STOP})`;
const END_OR_BUT = `(?=${STOP}| (?:but|aber|mais|pero|mas|now|jetzt|maintenant|ahora|agora|thanks|thank|danke|merci|gracias))`;

const YES_EN =
  '(?:(?:ok(?:ay)?|ya|yes+|yeah|yep|yup|ah+|oh+|ooh|aw+|wow|woah|whoa|hey|cool|ha(?:ha)+|lol|omg|damn|dude|man|well|so|alright|right|hm+|perfect|great|nice|good|thanks|thank you|exactly)[,.!…]{0,3} ){0,3}';
const PRAISE_EN =
  '(?:great|perfect|excellent|awesome|amazing|wonderful|brilliant|fantastic|nice|good|better|lovely|helpful|impressive|cool|superb|terrific|beautiful|incredible|outstanding|neat|sweet|fabulous|spot on|on point|correct|exactly right|just right|useful|clear|much clearer|fine|wonderfully done)';
const THING_EN =
  '(?:answers?|job|work|one|start|points?|explanations?|ideas?|stuff|catch|list|summary|suggestions?|version|draft|response|reply|examples?|result|translation|advice|tips?|poem|story|plan|code|recipe|outline|e-?mail|letter|table|text|paragraph|titles?|slogans?|names?|overview|breakdown|itinerary|solution|fix|rewrite|edits?|script|function|query|verse|rhyme|intro|introduction|ending|comparison|analysis|approach|take|insights?|info|information|details?|feedback|wording|phrasing|tone|structure|layout|guide|walkthrough|description|headlines?|picks?|choices?|progress|improvement|analogy|metaphor|effort|research|chart|diagram|image|picture|logo|design|schedule|template|speech|song|joke|lesson|questions)';
const DEGREE_EN =
  '(?:(?:very|really|much|so|absolutely|exactly|even|super|quite|pretty|way|far|just|already|a lot|truly|totally) ){0,2}';
/** What the praise is for: "great work on the itinerary". */
const FOR_EN = '(?= (?:on|with|for|about|of|there|here|you|so far|but|and|by)(?!\\p{L}))';
const ENGLISH: readonly string[] = [
  `${YES_EN}(?:what an? )?${DEGREE_EN}(?:excellent|awesome|amazing|wonderful|brilliant|fantastic|great|good|nice|lovely|superb|terrific|impressive|beautiful|outstanding|solid|stellar|fabulous|incredible|helpful|useful|clear|thorough|clever|perfect) (?:answers?|job|work|explanation|draft|summary|start|version|response|translation|list|catch|breakdown|solution|fix|rewrite|analogy|overview|outline|progress|effort|suggestions?)(?:${FOR_EN} (?:on|with|there|here|so far|but|and) |${END_OR_BUT})(?!.{0,20}in history)`,
  `${YES_EN}(?:(?:thanks|thank you|great|perfect|awesome),? )?(?:that|this|it|these|those|they|the (?:(?:first|second|last|new|third|other) )?${THING_EN}|your [\\p{L}]{3,15})(?:'s| is| are|'re| was| were| looks?| sounds?| reads?| seems?| feels?| came out| turned out) (?:(?:all|now|actually|already|honestly|just) )?${DEGREE_EN}(?:an? )?${DEGREE_EN}(?:great|perfect|excellent|awesome|amazing|wonderful|brilliant|fantastic|super helpful|lovely|helpful|superb|terrific|beautiful|incredible|outstanding|spot on|on point|exactly right|just right|useful|much (?:better|clearer|nicer)|way better|a lot (?:better|clearer)|gold|spot-on|so (?:good|clear|helpful|useful)|really (?:good|clear|nice)|very (?:good|clear|nice|helpful))(?: ${THING_EN})?(?=${STOP}| (?:but|and|now|thanks|thank|already|so|for))(?! and (?:i|we) (?:watched|visited))(?! for (?:kids|children|beginners|cooking))`,
  `${YES_EN}(?:that|this|it|your [\\p{L}]{1,15}|the [\\p{L}]{3,15})(?: (?:really|finally|now|just|definitely|totally|actually|all))? (?:made sense|makes (?:so much |total |perfect |much more |a lot more )?sense|helped|helps|saved me|saved my|clears (?:it|that|things) up|cleared (?:it|that|things|everything) up|nailed it|(?:is|was) (?:so |super |really |very )?(?:helpful|useful)|hit the (?:spot|mark|nail)|cracked me up|made my day|worked|fixed it|solved it|did it|hits the spot)(?! (?:yesterday|before|until|last|fine|only))(?=\\s?[,.!;:]|\\s?$|\\n| (?:a lot|great|well|perfectly|now|thanks|thank|for me|like a charm|so much|hours|me|day|to me|ty|and|but))`,
  `${YES_EN}(?:you (?:nailed|got|aced|crushed|smashed|killed) it|nailed it|you(?:'ve| have)? (?:really )?(?:saved|made) (?:me|my)|i(?:'m| am) (?:really |so |very |super )?(?:impressed|happy|pleased|thrilled|grateful|delighted)(?: (?:with|by|about|for|how))?|(?:my|the) [\\p{L}]{3,12} (?:loved|loves|liked) (?:it|this|the)|couldn.t have (?:said|done|put) it better|(?:big|huge) thanks|thanks a (?:lot|million|bunch|ton)|much obliged|appreciate (?:it|that|the|your)|(?:bravo|kudos|chapeau|hats off|10/10|a\\+|bingo|yay|woohoo|sweet|sick|dope|legend|noice|chef.s kiss)${END_OR_BUT})(?! to the)`,

  `${YES_EN}(?:many |ok )?(?:thanks|thank you|thx|ty|cheers|ta)(?! (?:to|note|letter|card|god|e-?mail|speech|page|in advance|you (?:note|card|letter)|from|for (?:coming|joining|your (?:attention|purchase|order|application)))(?!\\p{L}))(?:(?= (?:a lot|so much|very much|again|for|that|this|it|i|you|man|mate|a (?:million|bunch))(?!\\p{L}))|${END_OR_BUT})`,
  `${YES_EN}${DEGREE_EN}${PRAISE_EN}(?: ${THING_EN})?(?: (?:so far|already|indeed|as always|again|to know|so))?${END_OR_BUT}`,
  `${YES_EN}(?:that|this|it|the (?:first|second|last|new) (?:one|version|part))(?:'s| is| was| looks| sounds| reads| seems) (?:(?:all|now|actually) )?${DEGREE_EN}(?:a |an |the |my )?${DEGREE_EN}${PRAISE_EN}(?: ${THING_EN})?(?: (?:so far|already|now|to me|for me|to know))?${END_OR_BUT}`,
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

const YES_DE = '(?:(?:ok(?:ay)?|ja|ah|oh|wow|super|prima|gut|toll|alles klar|hey)[,.!]{0,3} ){0,2}';
const PRAISE_DE =
  '(?:super|prima|perfekt|klasse|toll|gut|genial|spitze|hilfreich|besser|wunderbar|großartig|ausgezeichnet|hervorragend|fantastisch|sehr schön|schön|top|stark|interessant|richtig|klar|verständlich|mega|cool|einwandfrei|exzellent)';
const GERMAN: readonly string[] = [
  `${YES_DE}(?:vielen |herzlichen |besten |tausend |lieben )?dank(?:e)?(?! (?:der|des|im voraus|für die einladung|sagen|an die|seiner?|einer))(?:(?= (?:dir|ihnen|sehr|schön|für|das|jetzt|euch|auch|noch|vielmals|nochmal))|${END_OR_BUT})`,
  `${YES_DE}(?:das|dies|es|die (?:antwort|erklärung|liste|idee|zweite|neue)) (?:ist|war|klingt|sieht|wird|passt|liest sich)(?: (?:ja|schon|jetzt|wirklich|echt|sehr|viel|so|genau|richtig|ganz|alles|nun|sogar)){0,3} (?:${PRAISE_DE}|was ich (?:wollte|brauchte|gesucht habe|suche)|das,? was ich)(?: (?:aus|so|gemacht|erklärt|geworden|gelöst))?${END_OR_BUT}`,
  `${YES_DE}(?:sehr |echt |wirklich |schon |viel |richtig |ganz |so ist es |so ist's )*${PRAISE_DE}(?: (?:gemacht|erklärt|so|danke|arbeit|antwort|beschrieben|geschrieben|gelöst|formuliert|zusammengefasst|idee|erklärung))?${END_OR_BUT}`,
  `${YES_DE}(?:sehr |wirklich |echt )?(?:gute|tolle|super|schöne|klare|hilfreiche|starke|prima|klasse) (?:antwort|idee|arbeit|erklärung|zusammenfassung|liste|übersetzung|vorschläge|tipps)${END_OR_BUT}`,
  `${YES_DE}(?:genau|exakt) (?:das|so|was)(?: (?:hatte|habe|hab|wollte|brauche|brauchte|suchte|ist es))? ?(?:ich|es)(?: [\\p{L}]{1,12}){0,4}${END_OR_BUT}`,
  `${YES_DE}(?:das|dies|(?:die|der|das|dein|deine|ihre?) (?:(?:erste|zweite|neue) )?(?:antwort|erklärung|liste|idee|fassung|version|entwurf|text|vorschlag|vorschläge|beispiel|beispiele|übersetzung|zusammenfassung|tipps?|lösung|tabelle|code|gedicht|mail|brief|überblick|gliederung|plan)) (?:ist|sind|war|waren|klingt|klingen|liest sich|sieht|gefällt mir|gefallen mir|hat|finde ich)(?: (?:ja|schon|jetzt|wirklich|echt|sehr|viel|so|mir|total|super|richtig|ganz|alles|nun|sogar|ein|eine|absolut|deutlich|noch|mega|am)){0,4} (?:super|prima|perfekt|klasse|toll|tolle[rs]?|gut(?:e[rs]?)?|genial|spitze|hilfreich|besser|wunderbar|großartig|ausgezeichnet|hervorragend|fantastisch|schön|top|stark|klar|verständlich|gelungen|geholfen|weitergeholfen|geklappt|funktioniert|gefallen|sehr)(?: (?:aus|geworden|gelungen|gemacht|erklärt|geholfen|antwort|erklärung|entwurf|idee|geschrieben))?(?=\\s?[,.!;:–]|\\n|\\s?$| (?:aber|danke|und jetzt|und))`,
  `${YES_DE}(?:wow|bravo|respekt|hut ab|volltreffer|danke|cool|mega|hammer|läuft|nice)${END_OR_BUT}`,
  `(?:genau(?: so)?|passt(?: so)?|stimmt(?: so)?|gefällt mir(?: sehr| gut| sehr gut)?|gut gemacht)${END_OR_BUT}`,
  `(?:das |es |jetzt |das gefällt )(?:hat|gefällt|passt|funktioniert|klappt|läuft|geht|hilft|mir)(?: (?:mir|jetzt|sehr|wirklich|super|gut|endlich|nun|weiter|so|schon))*(?: (?:geholfen|geklappt|funktioniert|weitergeholfen|gelöst))?(?=[,.!]|$)`,
  `(?:funktioniert|klappt|läuft)(?: es| jetzt| nun| super| prima| perfekt)*(?=[,.!]|$)`,
];

const YES_FR = '(?:(?:ok|oui|ah|oh|super|bon|wow|d.accord|parfait)[,.!]{0,3} ){0,2}';
const PRAISE_FR =
  '(?:super|parfait|parfaite|génial|géniale|excellent|excellente|bien|bravo|impeccable|top|mieux|formidable|magnifique|nickel|clair|utile|bon|bonne|chouette|extra|merveilleux|réussi|exact)';
const FRENCH: readonly string[] = [
  `${YES_FR}(?:grand |mille )?mercis?(?! (?:de|d.avance|à|aux?|pour votre (?:commande|candidature)))(?:(?= (?:beaucoup|pour|bien|infiniment|encore|ça|c.est|maintenant|tu))|${END_OR_BUT})`,
  `${YES_FR}(?:c.est|c.était|ça (?:me )?(?:semble|paraît|a l.air)|voilà,? c.est)(?: (?:très|vraiment|tout à fait|exactement|bien|déjà|beaucoup|absolument|tellement)){0,2} (?:${PRAISE_FR}|ce que je (?:voulais|cherchais)|ça|ce qu.il me fallait)${END_OR_BUT}`,
  `${YES_FR}(?:très |vraiment |beaucoup |trop )*${PRAISE_FR}(?: (?:joué|travail|merci|réponse|expliqué|fait|idée|résumé|écrit|explication|dit))?${END_OR_BUT}`,
  `${YES_FR}(?:très |super )?(?:bonne|excellente|belle|superbe) (?:réponse|idée|explication|traduction|version)${END_OR_BUT}`,
  `${YES_FR}(?:ça|cela)(?: m.a| me| a| m.)?(?: (?:bien|beaucoup|vraiment))? ?(?:marche|fonctionne|plaît|aide|aidée?|marché|fonctionné|convient|va)(?=[,.! ]|$)(?! (?:pas|plus|mais|sur|en|comment))`,
  `${YES_FR}(?:c'est|(?:ta|ton|tes|votre|vos|cette|ce|la|le|les|l') ?(?:réponse|explications?|idées?|résumé|texte|version|traduction|exemples?|plan|liste|tableau|code|lettre|mail|poème|conseils|propositions?|solution|recette|introduction|ton|style)) (?:est|sont|était|me (?:plaît|convient)|m'a|(?:exactement|pile|justement|tout à fait|vraiment|bien)) ?(?:vraiment |très |super |bien |tout à fait |beaucoup |exactement |déjà |nettement |trop ){0,2}(?:parfaite?s?|géniale?s?|excellente?s?|super|impeccables?|mieux|formidable|magnifique|clair|claire|utiles?|bien|bonnes?|réussie?|top|aidée?|plus clair|ce qu'il me fallait|ce que je (?:voulais|cherchais|souhaitais)|ce dont j'avais besoin)${END_OR_BUT}`,
  `${YES_FR}(?:exactement|pile|précisément|tout à fait) (?:ce (?:que|qu'|dont)|ça)|${YES_FR}(?:bravo|chapeau|bien vu|beau travail|bon travail|bien joué|joli|nickel|trop bien|franchement (?:bien|super|top))${END_OR_BUT}`,
  "j'(?:adore|aime (?:bien|beaucoup))(?= (?:ça|cette|le (?:ton|style|début)|ta|votre|la (?:fin|version))|\\s?[,.!]|\\s?$)",
];

const YES_ES =
  '(?:(?:ok|sí|si|ah|oh|vale|bien|wow|sim|genial|perfecto|perfeito|ótimo|certo|legal|boa)[,.!]{0,3} ){0,2}';
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
  `¡?${YES_ES}(?:(?:la|el|tu|tus|su|esta|este|esa|ese|los|las|o|a|os|as|teu|tua|seu|sua|esse|essa) (?:(?:primera|segunda|primeira|nueva|nova) )?(?:${THING_ES}|lista|tabla|tabela|ideas|ideias|código|ejemplos?|exemplos?|carta|correo|e-?mail|poema|sugerencias|sugestões|plan|plano|versiones|solución|solução|receta|receita|dicas|consejos)|eso|esto|isso|isto|así|assim|todo|tudo|me|te)(?: (?:está|están|estuvo|es|son|fue|quedó|quedaron|salió|ha quedado|han quedado|ficou|ficaram|está|estão|é|são|foi|parece|pareció)) (?:muy |más |mucho |tan |realmente |muito |bem |mais |bastante |mejor |todo |super |súper ){0,3}(?:perfect[oa]s?|excelentes?|genial(?:es)?|buen[oa]s?|buenísim[oa]|estupend[oa]|fantástic[oa]|mejor|útil|increíble|maravillos[oa]|clar[oa]s?|perfeit[oa]s?|ótim[oa]s?|bom|boa|bons|boas|maravilhos[oa]|melhor|incrível|lind[oa]|top)${END_OR_BUT}`,
  `¡?${YES_ES}(?:(?:es |era |é |eso es |isso é |isso era )?(?:justo|exactamente|exatamente|precisamente|mesmo|justamente) (?:lo|o|isso|eso)(?: que| mesmo)?|(?:me|te) (?:has |ha )?(?:salvado|ayudado|ajudou|salvaste|ajudaste|ayudaste|salvou|quedó|ficou)|(?:ajudou|ayudó|serviu|sirvió|gostei|adorei|amei) (?:muito|mucho|bastante|demais)|muito (?:bom|bem|útil|obrigad[oa])|muy (?:bien|bueno|útil)|que (?:lindo|legal|bom|maravilha)|qué (?:bien|bueno|bonito|maravilla)|(?:mandaste|mandou) bem|arrasou|arrasaste|de lujo|de diez|fenomenal|chévere|bárbaro|espectacular|excelente|fixe|impecável|espetacular|top)(?=\\s?[,.!;:…]|\\n|\\s?$| (?:que|pero|mas|mais|ahora|agora|y|e|con|com|obrigad[oa]|gracias|a))`,
  '(?:eso|esto) (?:funciona|funcionó|ayuda|ayudó|me (?:sirve|sirvió|ayuda|ayudó))(?! (?:pero|sólo|solo|en|así))',
  '(?:ya |ahora (?:sí |ya )?)?(?:funciona|funcionó|sirvió|quedó (?:perfecto|genial|bien))(?:,| gracias|!|\\.|$)',
  '(?:me (?:sirvió|encanta|encantó|gusta|gustó|ayudó)|lo lograste|bien hecho|buen trabajo)(?! (?:mucho )?(?:el|la|los|las|viajar|leer|cocinar|que|cuando|bailar)(?!\\p{L}))',
  '(?:funcionou|deu certo|isso (?:ajudou|funcionou|mesmo)|gostei|adorei|amei|bom trabalho|mandou bem)(?! (?:de (?:um|uma)|ontem))',
];

const ITALIAN_AND_DUTCH: readonly string[] = [
  `(?:ok,? )?(?:grazie(?: mille| tante)?|perfetto|ottimo|bravo|benissimo|eccellente|fantastico|ottimo lavoro|bel lavoro|bella risposta|molto (?:bene|utile|chiaro)|bedankt|dank je(?: wel)?|dankjewel|dank u|perfect|prima|super|geweldig|top|mooi|heel goed|goed gedaan|uitstekend|fantastisch)(?: (?:per|voor|davvero|hoor|zo))?(?:${END_OR_BUT}|(?= (?:la|il|de|het|je|l'|tutto|,|ora|nu)(?!\\p{L})))`,
];

const UNSPACED: readonly string[] = [
  '(?:参考になり|役に立ち|助かり|よくわかり|よく分かり)(?:ました|ます)(?=[。！!、\\s]|$|ね|よ)',
  '(?:とても|すごく|大変|かなり|非常に|本当に|すごい)?(?:分かりやすい|わかりやすい|丁寧な|ていねいな|素晴らしい|すばらしい|的確な|詳しい|詳細な|良い|いい|素敵な|完璧な|面白い)(?:説明|解説|回答|答え|返答|アイデア|文章|要約|翻訳|提案|例|例え|内容|アドバイス|案|まとめ|コード|詩|物語)(?:です|でした|、|を)?(?:ね|よ)?(?:ありがと|[。！!]|$)',
  '(?:很|非常|太|真)?(?:棒|好|清楚|清晰|精彩|详细|有用|专业)的(?:回答|解释|说明|答案|建议|总结|翻译|想法|分析|例子)(?=[，,！!。～~\\s]|$)',
  '(?:太|真|很|非常|超|特别|挺)(?:好|棒|赞|清楚|完美|有用|实用|详细|厉害|牛|强|感谢|有帮助|专业|漂亮|精彩)(?:了|啦|用|的)?(?=[，,！!。～~\\s]|$)',
  '(?:这|这个|这次|你|你的|您的|刚才|上面|前面|刚刚)(?:的)?\\p{Script=Han}{0,8}(?:真的|确实|都)?(?:非常|很|太|真|特别|挺|超|十分|更|正是|就是|完全|帮了)(?:好|棒|清楚|清晰|完美|有用|详细|实用|到位|喜欢|满意|我想要|我要|我需要|符合|大忙|我大忙|有帮助|不错|专业|精彩)(?:了|的|我的要求)?(?=[，,！!。～~\\s]|$)',
  '(?:完美|厉害|牛|棒极了|满意|没错|很满意|辛苦了|收到|学到了|明白了|懂了|好用|搞定)(?:了|啊|，谢谢|！|。)(?=[，,！!。～~\\s]|$|.{0,3}(?:谢|再|请|那|接))',
  '(?:(?:さっき|先ほど|前|今)の\\p{L}{1,12}|\\p{L}{1,12})?(?:は|が|、)?(?:とても|すごく|大変|かなり|非常に|本当に|めっちゃ)(?:よかった|良かった|良い|いい|助かりました|助かった|助かります|分かりやす(?:い|かった)|わかりやす(?:い|かった)|参考になり(?:ました|ます)|役に立ち(?:ました|ます)|気に入り(?:ました)|素敵|上手|うまく)(?:です|でした)?(?:ね|よ|！|。|、|$|が)',
  '(?:ありがとう|ありがと|サンクス|感謝します|どうも|お見事|さすが(?:です)?|完璧(?:です)?|素敵(?:です)?|バッチリ(?:です)?|ナイス|なるほど、(?:よく)?わかりました|期待(?:以上|どおり|通り)|求めていたもの|欲しかったもの)(?:です|でした|ございます|ございました)?(?:ね|よ)?(?=[。！!、\\s]|$)',

  '(?:好的?|嗯|哇|行|对)?[，,！!。]?\\s?(?:真的)?(?:非常|十分|太|多|很)?(?:谢谢|感谢|多谢|谢啦|谢了)(?!信|函|老师的|词|卡|语)(?=你|您|了|啦|[，,！!。～~\\s]|$)',
  '(?:好的?|嗯|哇|对)?[，,！!。]?\\s?(?:这个|写得|这次|回答得|解释得)?(?:真的)?(?:真|很|太|非常|挺|特别|更|相当)?(?:好|完美|不错|棒|厉害|清楚|有用|有帮助|精彩|正确|优秀|赞)(?:了|极了|的回答|多了)?(?=[，,！!。～~\\s]|$)',
  '(?:问题)?(?:解决了|搞定了|成功了|可以了|能用了|有用)(?=[，,！!。～~\\s]|$)',
  '(?:正是我(?:要|想要)的|我(?:很)?喜欢(?:这|它|你))',
  '(?:本当に|大変|どうも)?(?:ありがとう(?:ございま(?:す|した))?|助かりました|助かります|サンキュー)(?=[。！!、\\s]|$|ね|よ)',
  '(?:とても|すごく|かなり|すごい|本当に)?(?:素晴らしい|完璧|最高|いい|良い|すごい|分かりやすい|わかりやすい|バッチリ|ばっちり)(?:です|でした|感じ)?(?:ね|よ)?(?=[。！!、\\s]|$)',
  '(?:うまくいきました|できました|動きました|解決しました|いい感じ|気に入りました)(?=[。！!、\\s]|$|が|けど)',
];

const PRAISE = firstPhrase(
  ...ENGLISH,
  ...GERMAN,
  ...FRENCH,
  ...SPANISH_AND_PORTUGUESE,
  ...ITALIAN_AND_DUTCH,
  ...UNSPACED,
);
/** "Great, another error": praise that the next words take back. */
const IRONY = firstPhrase(
  "(?:oh )?(?:great|super|nice|perfect|wonderful|fantastic|brilliant|cool|awesome|lovely|toll|prima|klasse|génial|bravo|parfait|genial|perfecto|ótimo|legal)[,.!…]{1,3} (?:another|again|yet another|still|you (?:deleted|broke|ruined|forgot|removed|lost|ignored|messed)|now (?:it|the|my|everything)(?:'s| is)? (?:\\p{L}+ )?(?:broken|crash\\p{L}*|fails?|worse|gone|doesn't|won't)|you broke|schon wieder|wieder|noch ein|immer noch|encore une?|toujours|otra vez|otro|sigue (?:sin|igual|mal|fallando|dando)|de novo|outro|mais um) ?",
  '(?:nice|good) try',
);

/** Whether a prompt opens with thanks or praise for the answer before it. */
export function praises(text: string): boolean {
  const own = ownWords(text);
  return PRAISE.test(own) && !IRONY.test(own);
}
