import { prefiltered } from './prefilter.js';

/** Frequent words of prompts, by language. A word that two of them share tells nothing and counts for none. */
const ENGLISH = `the and of to is that it for you with this what how be are my can please not from have we should would write
explain make give list translate summarize summarise show tell which when why where your their at by if into about use using
only answer create find help need want there here vs versus best near recipe recipes weather effects ideas beginners error
errors email letter story poem essay word words fix example examples meaning difference between history book books movie
movies song guide price prices new good like without who were had does did out up yes one two three four five free easy
simple number day days week month year years people work life time money food health home school business company file files
page game games music world city country language english travel cat dog dogs cats water house family child children over
under after before than then them they he she his her our us its been being will could may might must shall some any many much
few every each other another same first last next most more less very too just now today tomorrow back down off again
thanks thank hello hi hey good great nice bad big small long short high low old young right wrong left true false top set get
got go going come take see know think look way things thing name names code text line lines table change changes plan plans
best cheap near cost costs rate rates tips tricks review reviews cast season lyrics tour dates flight flights hotel hotels
airport train bus road street map maps open opening hours close buy sell sale shop shops store car cars oil engine weight loss
size color colour calories protein sugar salt chicken beef pork fish cheese bread butter cake sauce marinade mustard vinegar
ratio substitute bedroom kitchen garden window door floor wall paint tattoo fonts font logo design ideas wedding birthday gift
gifts baby kids men women man woman boy girl friend friends wife husband mother father brother sister biography facts quotes
movie show series episode ending plot summary chapter author novel poem phone laptop screen keyboard battery charger printer
install update version download upload login password account app apps web site website server client user users data test
tests build run runs running fails failed slow fast restart restarts crash crashes logs log cron minutes seconds twice conflict
near me cheap subscription founder train gym yoga workout routine stretch pain side effects symptoms treatment doctor pros cons
solar power energy climate rain snow sun moon star stars earth space ocean river lake mountain island beach park museum
restaurant restaurants bar bars menu wine beer coffee tea appetizer dinner lunch breakfast tax taxes law visa rent job jobs
interview resume salary boss team meeting report reports chart graph average sum formula spreadsheet column row rows class
function string array object loop method classifier explained meaning definition synonym synonyms pronunciation verb noun grammar
weekly monthly daily carnival festival concert tickets ticket airport station code zip population president king queen
war battle empire ancient modern science math physics chemistry biology quantum black white red green blue yellow pasta pizza runtime wavelength temperature salmon sunflowers`;

const OTHER = `der die das und ist nicht ein eine einen einem einer eines ich du mit für auf den dem wie bitte kannst mir zu von im
auch sind wird soll ohne über aus bei nach wir sie mein meine meinen deine warum welche welcher welches schreib schreibe erkläre
gib nenne dir zum zur vom beim als wenn dass weil noch mehr sehr kein keine danke hallo guten ja nein heute morgen hier wo wer
was hast hat habe haben kann können muss werden wurde sein seine ihr ihre unser gegen durch unter zwischen seit rezept wetter
beispiel beispiele tipps zeig zeige mach fasse übersetze vergleiche kostet brauche brauchst gibt man es
le les des est et une un la de pour que qui dans avec sur pas vous je tu ce cette mon ma du au aux être pourquoi quel quelle quels quelles
l d mes ses sont nous moi sans très écris explique donne merci beaucoup bonjour salut oui où ou mais plus elle il ils leur votre
notre vos nos cet ces sous entre chez contre depuis pendant faut fait faire peut peux puis ont avoir corrige traduis résume aide
météo recette comment combien quand demain phrase texte ville
hazme dime ponme cuéntame ayúdame capital el las es y por con del al cómo qué está esto esta este estas estos son puedes quiero más mi su sus muy escribe dame cuál cuáles
sobre hay gracias muchas hola sí pero como cuando donde dónde quién tengo tiene puedo hacer ser desde hasta entre receta clima
mañana ayer hoy también ahora traduce resume explica corrige mejor mejores consejos ideas para dormir los las mis nos le
os é e uma com não meu minha da em você isso são pode quero mais um ao dos das nos na seu sua escreva qual quais muito obrigado
obrigada olá oi bom boa tempo previsão receita como quando onde quem tenho tem posso fazer desde até também agora hoje amanhã
traduza resuma corrija me ajude sem foi ser estou está pelo pela
come senza fare sui sul quale chi il gli lo della di che sono è mio cosa perché questo questa scrivi spiega ricetta quanto quando dove chi ciao grazie anche più
nel nella dei delle del alla così tanto molto fare ho hai una uno mi ti ci
mijn onze zijn heeft hebben moet kunnen wil het een van dat niet ik je voor zijn op aan hoe wat kun maar deze schrijf geef waarom zo veel naar bij ook nog wel geen mijn
recept wordt werkt
jest nie się w z na jak czy proszę dla napisz dlaczego tak gdzie kiedy co mam
och att det som är på av för inte jag kan hur vad skriv varför så mycket till med ett en
ve bir bu için ne nasıl mı ile bana da neden kadar çok yaz daha ev benim senin değil mi nedir mısın misin cevap`;

/** Loans and phrases that English has taken over with their spelling. */
const LOAN_PHRASES = prefiltered(
  /(?<!\p{L})(?:[aà] la (?:carte|mode|king)|au (?:lait|pair|gratin|jus|revoir|naturel)|du jour|en (?:route|suite|masse|vogue)|et al|al (?:dente|fresco|forno|pastor)|per se|ad hoc|de facto|la vie en rose|c'est la vie|vis-[aà]-vis|t[eê]te-[aà]-t[eê]te|carpe diem|que sera sera|coup d'[eé]tat|femme fatale|faux pas|hors d'oeuvres?|joie de vivre|je ne sais quoi|d[eé]j[aà] vu|cr[eè]me (?:br[uû]l[eé]e|fra[iî]che|de la cr[eè]me)|dulce de leche|pico de gallo|con carne|pad thai|feng shui|sous vide|dolce vita|bon (?:app[eé]tit|voyage)|mise en (?:place|sc[eè]ne)|cordon bleu|foie gras|pi[nñ]a colada|hasta la vista|prima donna|papier[- ]m[aâ]ch[eé]|na[iï]ve bayes|haute couture|lorem ipsum|status quo|vice versa|pro bono|alma mater|curriculum vitae|nom de plume|raison d'[eê]tre|cul[- ]de[- ]sac|art (?:nouveau|d[eé]co)|sine qua non|quid pro quo|tour de (?:france|force)|day of the dead)(?!\p{L})/giu,
);
const LOANS =
  'café cafés naïve résumé entrée entrées jalapeño jalapeños purée fiancé fiancée piñata façade décor soufflé sauté sautéed voilà über açaí señor señorita cliché clichés protégé touché crêpe crêpes rosé pâté niño niña niñas pokémon beyoncé führer smörgåsbord doppelgänger matinée blasé passé café latte crème papier-mâché éclair éclairs gruyère flambé consommé à';

function setOf(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/u));
}

const english = setOf(ENGLISH);
const other = setOf(OTHER);
const loans = setOf(LOANS);

export function isEnglishWord(word: string): boolean {
  return english.has(word) && !other.has(word);
}

export function isOtherWord(word: string): boolean {
  return other.has(word) && !english.has(word);
}

/** Ends and beginnings of words that the other languages in Latin script hardly have. */
const ENGLISH_SHAPE =
  /(?:ings?|ness|ghts?|tch|dge|[aeiou]cks?|oom|ools?|oods?|ooks?|eeps?|eeds?|eets?|eens?|ies|ful|ship|ough|own|owl|ew|ows?|shes|ish|ths?|eams?|eals?|eads?|ields?|ays?|eys?|rly|lly|tely|xed|ked|ted|ned)$|^(?:wh|kn|th|sh)[a-z]/u;
/** Letters and ends of words that English has only in loans. */
const OTHER_SHAPE =
  /[äöüßáéíóúñçãõâêîôûàèìòùœåøæąęłńśźżčšžěřőűğışțșă]|(?:ung|ungen|keit|heit|schaft|lich|lichen|isch|ieren|ción|ciones|mente|ção|ções|dade|eux|euse|eaux|zione|zioni|tät|aient|ez|[iıuü]yor|[iıuü]yorum|lary|larım|ości|ować|eken|ingen)$/u;

export function hasEnglishShape(word: string): boolean {
  return ENGLISH_SHAPE.test(word) && !OTHER_SHAPE.test(word);
}

export function hasOtherShape(word: string): boolean {
  return OTHER_SHAPE.test(word) && !loans.has(word);
}

export function withoutLoanPhrases(text: string): string {
  return LOAN_PHRASES.replacedIn(text, ' ');
}
