/**
 * What a dataset is about, by the words of its description: rough, and the same for every benchmark, so that two can be
 * set side by side. It decides nothing.
 */

const WORDS = {
  health:
    /\b(patient|health|disease|medic|hospital|clinic|cancer|diabet|heart|blood|drug|symptom|surviv|mortality|body)/g,
  biology: /\b(species|plant|animal|gene|protein|cell|bird|fish|tree|flower|seed|biolog|ecolog|penguin|insect)/g,
  environment:
    /\b(climate|weather|temperature|rainfall|precipitation|pollut|ozone|air quality|earthquake|volcan|river|ocean|soil|emission)/g,
  economics: /\b(econom|gdp|inflation|unemploy|wage|income|labou?r|trade|tax|poverty|macro|consumption|household)/g,
  finance:
    /\b(stock|share price|bank|loan|credit|invest|bond|fund|financ|exchange rate|bitcoin|crypto|insurance|interest rate)/g,
  business: /\b(sales|customer|market|retail|store|product|order|firm|company|employee|advertis|revenue|shop)/g,
  society:
    /\b(election|vote|crime|police|politic|war|religio|survey|immigra|census|population|country|countries|congress)/g,
  education: /\b(student|school|teacher|education|exam|college|university|grade|psycholog|attitude|reading|learning)/g,
  transport: /\b(car|vehicle|flight|traffic|driver|airline|airport|accident|taxi|ship|bicycle|fuel|road)s?\b/g,
  sport: /\b(player|team|game|season|league|sport|olympic|football|baseball|basketball|runner|match)/g,
  engineering:
    /\b(machine|sensor|energy|power|electric|engine|voltage|material|concrete|chemical|manufactur|strength|industrial)/g,
  housing: /\b(house|housing|rent|apartment|real estate|property|bedroom)/g,
  food: /\b(food|wine|coffee|recipe|nutrition|calorie|sugar|crop|yield|agricultur|farm|milk)/g,
  media: /\b(movie|film|music|song|book|youtube|twitter|social media|video|news|review|rating)s?\b/g,
} as const;

export type Domain = keyof typeof WORDS | 'other';

/** The domain most of whose different words occur, of equal ones the first; `other` where none does. */
export function domainOf(text: string): Domain {
  const lower = text.toLowerCase();
  const counts = Object.entries(WORDS).map(([domain, words]) => {
    const found = new Set(Array.from(lower.matchAll(words), ([, word]) => word));
    return { domain: domain as Domain, count: found.size };
  });
  const best = counts.reduce((one, other) => (other.count > one.count ? other : one));
  return best.count === 0 ? 'other' : best.domain;
}
