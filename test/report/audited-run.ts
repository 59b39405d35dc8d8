/** A run that was audited: agents that break instructions, fail otherwise and succeed; made the same every time. */

import type { Transcript } from '../../src/attempt.ts';
import type { AuditFile, Diagnosis, Instruction, StepComparison } from '../../src/audit.ts';
import type { CallRecord } from '../../src/workspace.ts';
import { attempt, numbers } from './records.ts';
import { conversation, type StoredAttempt } from './run-folder.ts';

export const CODE = `import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

train = pd.read_csv('train_v1.csv')
validation = pd.read_csv('val_v1.csv')
train = train.dropna()
train = train[(train['age'] >= 18) & (train['age'] <= 90)]

features = ['age', 'income', 'tenure']
X, y = train[features], train['churned']

model = make_pipeline(
    SimpleImputer(strategy='mean'),
    StandardScaler(),
    LogisticRegression(random_state=42),
)
model.fit(X, y)

validation['churned'] = model.predict(validation[features])
validation[['row_id', 'churned']].to_csv('prediction.csv', index=False)
`;

const DEVIATIONS: AuditFile['deviations'] = {
  'filter-drop-missing': { instruction: 'filter', words: 'dropped the rows with missing values' },
  'filter-none': { instruction: 'filter', words: 'kept the rows outside the expected ranges' },
  'scale-min-max': { instruction: 'scale', words: 'scaled to the range from 0 to 1' },
  'impute-median': { instruction: 'impute', words: 'imputed the median' },
  'seed-42': { instruction: 'seed', words: 'seeded with 42' },
};

const step = (
  instruction: Instruction,
  verdict: StepComparison['verdict'],
  [stated, found]: [string, string],
  ...lines: number[]
): StepComparison => ({ instruction, stated, found, verdict, lines });

const FOLLOWED: readonly StepComparison[] = [
  step('missing-words', 'unclear', ['only the empty string is missing', "the reader's default words"], 7, 8),
  step('types', 'follows', ['age, income, tenure are numbers', 'as read'], 7),
  step('features', 'follows', ['age, income, tenure', 'age, income, tenure'], 12, 13),
  step('scale', 'follows', ['StandardScaler, fitted on the training rows', 'StandardScaler in the pipeline'], 17),
  step('model', 'follows', ['LogisticRegression', 'LogisticRegression(random_state=42)'], 18),
];

/** Dropped rows in its filter, and took another seed. */
export const BROKEN: Diagnosis = {
  equal: false,
  explainedBy: ['filter-drop-missing', 'filter-drop-missing+seed-42'],
  broken: ['filter', 'seed'],
  differingRows: 0.125,
  nearest: null,
  witness: {
    readable: true,
    problem: null,
    steps: [
      ...FOLLOWED.slice(0, 1),
      step('filter', 'breaks', ['age in [18, 90], rows with missing values kept', 'dropna() before the ranges'], 9, 10),
      ...FOLLOWED.slice(1, 3),
      step('impute', 'follows', ['mean', "SimpleImputer(strategy='mean')"], 16),
      ...FOLLOWED.slice(3),
      step('seed', 'breaks', ['random_state 7', 'random_state 42'], 18),
    ],
  },
  disagreement: null,
};

export const UNEXPLAINED: Diagnosis = {
  equal: false,
  explainedBy: [],
  broken: [],
  differingRows: 0.0825,
  nearest: { name: 'impute-median', differingRows: 0.01 },
  witness: { readable: true, problem: null, steps: FOLLOWED },
  disagreement: 'the code imputes the mean as stated, yet the output is nearest to that of the median',
};

/** One instruction each. */
const SINGLY: readonly Diagnosis[] = Object.entries(DEVIATIONS).map(([name, { instruction }]) => {
  return { ...BROKEN, explainedBy: [name], broken: [instruction] };
});

const EQUAL: Diagnosis = { ...BROKEN, equal: true, explainedBy: [], broken: [], differingRows: 0, witness: null };

const COVERAGE: AuditFile['coverage'][string] = {
  'missing-words': { applicable: 1, noticed: 0, untried: 0 },
  filter: { applicable: 5, noticed: 4, untried: 0 },
  features: { applicable: 4, noticed: 4, untried: 0 },
  impute: { applicable: 3, noticed: 2, untried: 1 },
  scale: { applicable: 3, noticed: 1, untried: 0 },
  model: { applicable: 4, noticed: 3, untried: 0 },
  seed: { applicable: 3, noticed: 3, untried: 0 },
};

const RAISED = `Traceback (most recent call last):
  File "/tmp/work/main.py", line 7, in <module>
    train = pd.read_csv('train_v1.csv')
FileNotFoundError: [Errno 2] No such file or directory: 'train_v1.csv'
`;
const QUESTION =
  'Learn from train_v1.csv, predict churned for val_v1.csv. Keep rows with age in [18, 90] (rows with missing values ' +
  'stay), use age, income, tenure; impute the mean, standardise, fit a LogisticRegression with random_state 7.';

export const AGENTS = ['openai/gpt-like-large', 'anthropic/claude-like', 'baseline'];

/** @param datasets each with an IF and an MM task, attempted twice by every agent */
export function auditedRun(
  datasets = 12,
  agents: readonly string[] = AGENTS,
): { attempts: StoredAttempt[]; audit: AuditFile } {
  const next = numbers(11);
  const attempts: StoredAttempt[] = [];
  const diagnoses: Record<string, Diagnosis> = {};
  const coverage: Record<string, AuditFile['coverage'][string]> = {};
  for (const [a, agent] of agents.entries()) {
    for (let d = 0; d < datasets; d++) {
      const dataset = `set-${String(d).padStart(2, '0')}`;
      const { seed, ...unseeded } = COVERAGE;
      coverage[`${dataset}/if`] = d % 4 === 0 ? unseeded : { ...unseeded, ...(seed && { seed }) };
      for (const repeat of [1, 2]) {
        for (const variant of ['if', 'mm'] as const) {
          const drawn = next() + 0.08 * a;
          const made = madeOf(variant, drawn);
          const record = attempt({ agent, dataset, variant, repeat, ...made.given });
          attempts.push({ record, transcript: transcriptOf(made.failing) });
          if (made.diagnosis) diagnoses[record.key] = made.diagnosis;
        }
      }
    }
  }
  return {
    attempts,
    audit: { format: 1, made: '2026-03-05T00:00:00.000Z', diagnoses, coverage, deviations: DEVIATIONS },
  };
}

interface Made {
  readonly given: Parameters<typeof attempt>[0];
  readonly failing?: Partial<CallRecord>;
  readonly diagnosis?: Diagnosis;
}

function madeOf(variant: 'if' | 'mm', drawn: number): Made {
  const none = { value: 0, score: { exists: false, reason: 'no prediction file' } } as const;
  if (drawn < 0.08) return { given: none, failing: { returnCode: 1 } };
  if (drawn < 0.12) return { given: none, failing: { kind: 'time-limit', seconds: 200.1 } };
  if (drawn < 0.16) return { given: { ...none, ending: 'token-limit', detail: 'the context is 8192 tokens long' } };
  if (drawn < 0.22) {
    const reason = '12 of 300 rows are missing (row_id 4; row_id 9; row_id 13)';
    return {
      given: { value: 0, score: { reason, rule: 'rows-missing' } },
      ...(variant === 'if'
        ? { diagnosis: { ...UNEXPLAINED, differingRows: 1, nearest: null, disagreement: null } }
        : {}),
    };
  }
  if (variant === 'mm') return { given: { value: Math.min(1, 0.3 + drawn / 1.4) } };
  if (drawn < 0.3) return { given: { value: 0 }, diagnosis: BROKEN };
  if (drawn < 0.5) return { given: { value: 0 }, diagnosis: SINGLY[Math.floor(drawn * 1000) % SINGLY.length]! };
  if (drawn < 0.6) return { given: { value: 0 }, diagnosis: UNEXPLAINED };
  return { given: { value: 1 }, diagnosis: EQUAL };
}

/** Its script; when it fails, with what it left. */
function transcriptOf(failing: Partial<CallRecord> | undefined): Transcript {
  const said = conversation({ question: QUESTION, code: CODE, ...(failing ? { stdout: '', stderr: RAISED } : {}) });
  const call = { ...said.calls[0]!, load: ['val_v1.csv'], save: ['prediction.csv'], ...failing };
  if (!failing) return { ...said, calls: [call] };
  const messages = said.messages.map((message) =>
    message.role === 'tool'
      ? {
          ...message,
          content: message.content.replace('"return_code":0', `"return_code":${failing.returnCode ?? null}`),
        }
      : message,
  );
  return { messages, calls: [{ ...call, missing: ['prediction.csv'] }] };
}
