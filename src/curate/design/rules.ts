/**
 * The designer without a model: questions asked of a column's values, its name and the dataset's words, each answered
 * by a function of its own, put together here. Its answers are guesses with a confidence; whether a task can be
 * learnt is for the gates, which fit models.
 */
import type { RawDataset } from '../dataset.ts';
import type { Design, Designer } from '../design.ts';
import type { Frame } from '../frame.ts';
import { isRejection, type Rejection, reject } from '../rejection.ts';
import { typeOf } from './column-type.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import { groupOf } from './group.ts';
import { type Leaks, leaksIn } from './leaks.ts';
import { isFlow } from './names.ts';
import { type Profile, profileFrame } from './profile.ts';
import { type Series, seriesOf } from './series.ts';
import { FEWEST_ROWS, wrongSize } from './size.ts';
import { possibleOf, type TabularAnswers, tabularDesign } from './tabular.ts';
import { amountCandidates, type Candidate, type Choice, classCandidates, pairOf } from './targets.ts';
import { timedDesign } from './timed.ts';
import { whyWithheld } from './withheld.ts';

/** Targets of one kind of task. */
const MOST_TARGETS = 3;
/** From here on a candidate is an outcome itself, and not known when another one is asked for. */
const OUTCOME = 3;

export function rulesDesigner(): Designer {
  return { name: 'rules', design: async (raw, frame) => designByRules(raw, frame) };
}

type Words = Pick<RawDataset, 'title' | 'description' | 'columnDescriptions' | 'tags' | 'suggestedTargets'>;

function designByRules(raw: Words, frame: Frame): Design[] | Rejection {
  const size = wrongSize(frame, FEWEST_ROWS);
  if (size !== null) return size;
  const profile = profileFrame(frame);
  const evidence = evidenceOf(raw);
  const leaks = leaksIn(frame);
  const series = seriesOf(frame, profile);
  const classes = classCandidates(profile, evidence).slice(0, MOST_TARGETS);
  const amounts = amountCandidates(profile, evidence).slice(0, MOST_TARGETS);
  if (classes.length + amounts.length === 0) {
    return reject(
      'design',
      'no-target',
      `No column can be predicted: neither one of 2 to 20 classes with 10 rows each, nor one of many numbers, among ${profile.columns.length}.`,
    );
  }
  const designs = [
    ...tabularDesigns(profile, leaks, evidence, 'classification', classes),
    ...tabularDesigns(profile, leaks, evidence, 'regression', amounts),
    ...(series === null ? [] : timedDesigns(profile, leaks, evidence, series)),
  ];
  const possible = possibleOf(designs);
  return isRejection(possible) ? possible : possible.sort((a, b) => b.confidence - a.confidence);
}

function tabularDesigns(
  profile: Profile,
  leaks: Leaks,
  evidence: Evidence,
  family: TabularAnswers['family'],
  candidates: readonly Candidate[],
): (Design | Rejection)[] {
  const outcomes = new Set(candidates.filter(({ score }) => score >= OUTCOME).map(({ column }) => column));
  const pair = pairOf(candidates, evidence, leaks);
  const choices = candidates.map(({ column, score }): Choice => ({ columns: [column], score }));
  return [...choices, ...(pair === null ? [] : [pair])].map(({ columns: targets, score }) =>
    tabularDesign(profile, leaks, {
      family,
      targets,
      typeOf,
      withheld: (column) =>
        whyWithheld(column, profile.rows) ?? (outcomes.has(column) ? 'it is another outcome' : null),
      group: groupOf(profile, targets),
      confidence: sure(score + evidence.kinds[family]),
    }),
  );
}

function timedDesigns(profile: Profile, leaks: Leaks, evidence: Evidence, series: Series): Design[] {
  const { column: clock, format, entities, rule, repeated, ofTime, score: base } = series;
  return amountCandidates(profile, evidence)
    .filter(({ column: { name } }) => name !== clock && !entities.includes(name) && !ofTime.has(name))
    .slice(0, MOST_TARGETS)
    .map(({ column: target, score }) => {
      const method = repeated && isFlow(target.name) ? 'sum' : 'mean';
      return timedDesign(profile, leaks, {
        time: { column: clock, format, entities, resample: rule === null ? null : { rule, method } },
        target,
        typeOf,
        withheld: (column) => whyWithheld(column, profile.rows),
        confidence: sure(score + evidence.kinds.time_series_analysis + base),
      });
    });
}

/** Of about four points of evidence, even odds. */
function sure(score: number): number {
  return 1 / (1 + Math.exp(2.5 - score));
}
