/** A report's index holds at most this many stems; more would tell more about a text than a search needs. */
const MAX_STEMS = 200;
const MIN_LENGTH = 3;
/** Longer runs of letters are not words; what they share at their beginning is enough. */
const MAX_LENGTH = 40;

const DIGIT = /\p{N}/u;
const MARK = /\p{M}/gu;
const WORD = /[\p{L}\p{N}]+/gu;
/** Runs that hold whole words: a pattern without properties of Unicode takes a third of the time, and most runs are words already. */
const RUN = /[a-z0-9\u0080-\uffff]+/g;
const BEYOND_ASCII = /[\u0080-\uffff]/;
const NOT_A_LETTER_OF_ASCII = /[^a-z]/;
const SUFFIXES = ['mente', 'ing', 'ed'];
const VOWELS = 'aeiouy';

/** Words that say nothing about a report, without accents. Shorter ones than MIN_LENGTH never count. */
const STOP_WORDS = new Set(
  `
  agli alla alle allo anche ancora avere aveva avete avevo avuto bene buon buona buongiorno buonasera che chi ciao come con contro cosa cosi
  cui dagli dai dal dall dalla dalle dallo degli dei del dell della delle dello dentro deve devo dopo dove due ecco era erano essere ero
  fare fatto fino fra gia gli grazie hai hanno have hello her his here him how ieri infatti lei loro lui mai mia mie miei mio molta molte
  molti molto negli nei nel nell nella nelle nello noi non nostra nostre nostri nostro ogni oggi ora oppure per perche pero piu poi poco
  prego presso prima proprio puo qua qual quale quali quando quanto quella quelle quelli quello questa queste questi questo qui quindi
  salve sara scusi sei sempre senza sia siamo siete sono sopra sotto sta stanno stata stati stato stava sua sue sugli sui sul sull sulla
  sulle sullo suo suoi tra tre troppo tua tue tuo tutta tutte tutti tutto una uno vi vostra vostre vostri vostro
  about after again all also and any are because been before being both but can could did does doing down each few for from had has
  into its just more most not now off once only other our out over own please same she should some such than thank thanks that the
  their them then there these they this those through too under until very was were what when where which while who whom why will with
  would you your
  `
    .trim()
    .split(/\s+/),
);

/**
 * The distinct stems of the words of a text in Italian or English, in the order in which they first appear, at most 200.
 * The same function makes the index and reads a query, so only its consistency matters, not the beauty of a stem.
 */
export function searchWords(text: string): readonly string[] {
  const stems = new Set<string>();
  for (const word of wordsOf(text)) {
    if (word.length < MIN_LENGTH || STOP_WORDS.has(word)) continue;
    stems.add(stem(word.slice(0, MAX_LENGTH)));
    if (stems.size === MAX_STEMS) break;
  }
  return [...stems];
}

/** Letters and digits in a row, in lower case and without accents. */
function wordsOf(text: string): readonly string[] {
  const bare = BEYOND_ASCII.test(text) ? text.normalize('NFD').replace(MARK, '') : text;
  const runs = bare.toLowerCase().match(RUN) ?? [];
  return runs.flatMap((run) => (BEYOND_ASCII.test(run) ? (run.match(WORD) ?? []) : run));
}

/**
 * A light stem: what is left without the endings of number and gender, in the spirit of Savoy's light stemmers, never shorter than three
 * letters. `buche` and `buca` are `buc`, `lampioni` and `lampione` are `lampion`, `potholes` and `pothole` are `pothol`; `rapidamente` is
 * `rapid` and `flooding` is `flood`. Verbs are not conjugated. Words with digits stay whole.
 */
function stem(word: string): string {
  if (NOT_A_LETTER_OF_ASCII.test(word) && DIGIT.test(word)) return word;
  let bare = word;
  const suffix = SUFFIXES.find((ending) => word.length >= ending.length + 4 && word.endsWith(ending));
  if (suffix !== undefined) bare = bare.slice(0, -suffix.length);
  if (bare.length > MIN_LENGTH && bare.endsWith('s') && !bare.endsWith('ss')) bare = bare.slice(0, -1);
  while (bare.length > MIN_LENGTH && VOWELS.includes(bare.charAt(bare.length - 1))) bare = bare.slice(0, -1);
  // the h of `buche` and `laghi` only keeps the sound of the singular
  return bare.length > MIN_LENGTH && (bare.endsWith('ch') || bare.endsWith('gh')) ? bare.slice(0, -1) : bare;
}
