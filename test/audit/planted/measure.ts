/** Sets diagnoses beside what was planted and counts. Nothing is run here. */
import type { AttemptRecord } from '../../../src/attempt.ts';
import type { AuditFile, Diagnosis, Instruction } from '../../../src/audit.ts';
import type { Planted } from './plant.ts';

export type Kind = 'faithful' | 'single' | 'pair' | 'quirk';

export interface Judged {
  readonly planted: Planted & { readonly script: string };
  readonly kind: Kind;
  readonly diagnosis: Diagnosis;
  /** Whether a prediction was left at all. */
  readonly answered: boolean;
  /** Whether the score tells it from the reference. */
  readonly changed: boolean;
  /** Whether this style, breaking nothing, has the reference's answer to this task. */
  readonly comparable: boolean;
  /** Whether the first broken instruction that is named is one that was broken; whether any is. */
  readonly first: boolean;
  readonly named: boolean;
  /** What each of the two witnesses says alone. */
  readonly byOutput: 'right' | 'wrong' | 'silent';
  readonly byCode: 'right' | 'wrong' | 'silent';
}

export function judge(
  planted: ReadonlyMap<string, Planted & { readonly script: string }>,
  records: readonly AttemptRecord[],
  audit: AuditFile,
): Judged[] {
  const unequal = new Set<string>();
  const place = ({ task, style }: Planted) => `${task.id} ${style}`;
  for (const { key } of records) {
    const one = planted.get(key);
    if (one && kindOf(one) === 'faithful' && !audit.diagnoses[key]!.equal) unequal.add(place(one));
  }
  return records.flatMap(({ key, score }) => {
    const one = planted.get(key);
    const diagnosis = audit.diagnoses[key];
    if (one === undefined || diagnosis === undefined) return [];
    const broken = one.slips.map(({ instruction }) => instruction);
    const isBroken = (instruction: Instruction | undefined) =>
      instruction !== undefined && broken.includes(instruction);
    const said = (instructions: readonly Instruction[]) =>
      instructions.length === 0 ? 'silent' : instructions.some(isBroken) ? 'right' : 'wrong';
    return [
      {
        planted: one,
        kind: kindOf(one),
        diagnosis,
        answered: score.exists,
        changed: !diagnosis.equal,
        comparable: !unequal.has(place(one)),
        first: isBroken(diagnosis.broken[0]),
        named: diagnosis.broken.some(isBroken),
        byOutput: said(instructionsOf(diagnosis.explainedBy[0], audit)),
        byCode: said(brokenByCode(diagnosis)),
      },
    ];
  });
}

export function kindOf({ slips, quirk }: Pick<Planted, 'slips' | 'quirk'>): Kind {
  if (quirk !== null) return 'quirk';
  return slips.length === 0 ? 'faithful' : slips.length === 1 ? 'single' : 'pair';
}

function instructionsOf(deviation: string | undefined, audit: AuditFile): Instruction[] {
  return deviation === undefined ? [] : deviation.split('+').map((name) => audit.deviations[name]!.instruction);
}

function brokenByCode({ witness }: Diagnosis): Instruction[] {
  return (witness?.steps ?? []).flatMap(({ verdict, instruction }) => (verdict === 'breaks' ? [instruction] : []));
}

/** Instructions that an attempt is accused of having broken: by the diagnosis, or by a step of the code. */
export function accusedOf({ diagnosis }: Judged): Instruction[] {
  return [...new Set([...diagnosis.broken, ...brokenByCode(diagnosis)])];
}

export interface Share {
  readonly of: number;
  readonly hits: number;
}

export interface Figures {
  /** Planted, one broken instruction, another answer: the right one named first. By the issue's table, and all. */
  readonly listed: Share;
  readonly single: Share;
  /** Two broken: one of them is named; is named first. */
  readonly pair: Share;
  readonly pairFirst: Share;
  /** Faithful scripts that are accused: with the reference's answer, and with another. */
  readonly accused: Share;
  readonly accusedApart: Share;
  readonly quirksAccused: Share;
}

/** Only what was answered counts, and of broken ones what changes the answer in a style that can have the right one. */
export function figuresOf(all: readonly Judged[]): Figures {
  const share = (those: readonly Judged[], hit: (one: Judged) => boolean): Share => ({
    of: those.length,
    hits: those.filter(hit).length,
  });
  const of = (kind: Kind) => all.filter((one) => one.kind === kind && one.answered);
  const singles = of('single').filter(counts);
  const pairs = of('pair').filter(counts);
  const faithful = of('faithful');
  const isAccused = (one: Judged) => accusedOf(one).length > 0;
  return {
    listed: share(
      singles.filter(({ planted }) => planted.slips[0]!.listed),
      ({ first }) => first,
    ),
    single: share(singles, ({ first }) => first),
    pair: share(pairs, ({ named }) => named),
    pairFirst: share(pairs, ({ first }) => first),
    accused: share(
      faithful.filter(({ changed }) => !changed),
      isAccused,
    ),
    accusedApart: share(
      faithful.filter(({ changed }) => changed),
      isAccused,
    ),
    quirksAccused: share(of('quirk').filter(counts), isAccused),
  };
}

export const counts = ({ answered, changed, comparable }: Judged): boolean => answered && changed && comparable;

/** Why a planted script was not found out, as far as the diagnosis shows. */
export function whyMissed({ planted, diagnosis, byOutput, byCode }: Judged): string {
  const steps = planted.slips.map(({ instruction }) => {
    const step = diagnosis.witness?.steps.find((one) => one.instruction === instruction);
    return `${instruction} ${step?.verdict ?? 'unread'}`;
  });
  const explained = diagnosis.explainedBy.slice(0, 2).join(' or ');
  return (
    `named ${diagnosis.broken.join(', ') || 'nothing'}; output ${byOutput}${explained ? ` (${explained})` : ''}, ` +
    `code ${byCode} (${steps.join(', ')})`
  );
}
