/**
 * What a column's name says. Words only: whether the values agree is asked elsewhere. English, with the abbreviations
 * that tables use; a name in another language says nothing here, and then the values decide.
 */

/** Lower-case words of a name: `isAliveMother` is `is alive mother`, `PM2.5_AQI` is `pm 2 5 aqi`. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/([A-Za-z])(\d)/g, '$1 $2')
    .replace(/(\d)([A-Za-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

const set = (words: string) => new Set(words.split(' '));

/** Names that mean only "what is to be predicted". */
const OUTRIGHT = set('target label labels class classes outcome outcomes response y');

/** Qualities that people predict: the first of states, the second of amounts. */
const STATES = set(
  'diagnosis churn churned exited attrition survived survival default defaulted fraud fraudulent status type category ' +
    'grade quality result species variety disease risk level approved approval purchased subscribed deposit alive dead ' +
    'died death sentiment mood decision severity stage prediction predicted winner win is has gender sex group ' +
    'segment kind cultivar anomaly failure spam loan obesity recommended satisfaction',
);
const AMOUNTS = set(
  'price prices salary wage wages income score scores sales revenue profit cost costs charges charge amount total ' +
    'consumption demand yield rating value strength expenses expenditure spending mpg weight output performance ' +
    'efficiency power energy load count temperature temp aqi index rate growth duration time close medv gpa production',
);

/** Before such a word, a name speaks of something else than the outcome. */
const ASIDE = set('id code name date time year month day url link phone address zip');

const IDS = set('id ids uuid guid uid rownames rowname rownum rowid');
const CODES = set('code zip zipcode postal postcode fips naics isbn ean sku flag port');
const COUNTS = set(
  'count counts number num no total n age years months days hours minutes seconds rate score year amount price quantity ' +
    'qty size length width height weight rooms children siblings rating rank ranking level',
);
const TIMES = set('date time datetime timestamp year month day week quarter period hour tanggal fecha datum tarih ds');
const ENTITIES = set(
  'country city state region location station store shop name symbol ticker stock company product item category sector ' +
    'province county district area site sensor device machine meter customer user id code entity group type team ' +
    'player geo zone market brand department series',
);
const SUBJECTS = set(
  'patient subject person participant student user customer client employee family household animal mouse rat id school ' +
    'hospital cluster pair litter plot machine device engine vehicle driver player session',
);

export interface NameSays {
  /** In [0, 1], how much it looks like the outcome: of a classification, of a regression. */
  readonly state: number;
  readonly amount: number;
  readonly id: boolean;
  readonly code: boolean;
  readonly count: boolean;
  readonly time: boolean;
  readonly entity: boolean;
  /** It may name the subject that several rows are about. */
  readonly subject: boolean;
}

export function nameSays(name: string): NameSays {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  const any = (known: ReadonlySet<string>) => words.some((word) => known.has(word));
  const id = isIdName(words);
  const strength = (known: ReadonlySet<string>) => {
    if (id || ASIDE.has(last)) return 0;
    if (any(OUTRIGHT)) return words.length <= 2 ? 1 : 0.8;
    if (known.has(last)) return words.length === 1 ? 0.6 : 0.5;
    return any(known) ? 0.4 : 0;
  };
  return {
    state: strength(STATES),
    amount: strength(AMOUNTS),
    id,
    code: any(CODES) || id,
    count: any(COUNTS),
    time: any(TIMES),
    entity: any(ENTITIES),
    subject: any(SUBJECTS) && (words.length <= 3 || id),
  };
}

/** English words that end as ids do. */
const NOT_IDS =
  /(paid|acid|humid|valid|solid|fluid|liquid|covid|grid|hybrid|rapid|avoid|void|lipid|thyroid|steroid|kid|bid|mid|said|raid|aid)$/;

/** `customer_id`, `idcode`, `subjid`, `Unnamed: 0`, `S.No`. */
function isIdName(words: readonly string[]): boolean {
  const [first = '', last = ''] = [words[0], words.at(-1)];
  const all = words.join(' ');
  if (IDS.has(last) || (IDS.has(first) && words.length <= 2)) return true;
  if (
    /^(unnamed( \d+)+|index|idx|key|serial|sno|(s|sr|serial|row|record|case) (no|num|number|id|names)|obs|case|casenum|caseno)$/.test(
      all,
    )
  )
    return true;
  return /^id(code|num|no|nr|number)$/.test(last) || (/.id$/.test(last) && last.length >= 4 && !NOT_IDS.test(last));
}

const FLOWS = set(
  'sales revenue money amount count quantity units orders total number transactions visits visitors cases deaths ' +
    'incidents spend rides trips passengers rainfall precipitation',
);

/** Amounts that add up over a period, where a price or a temperature does not. */
export function isFlow(name: string): boolean {
  return wordsOf(name).some((word) => FLOWS.has(word));
}
