/** Times are read and written as Python's own datetime does. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTime, isTimeFormat, parseTime } from '../../../src/curate/design/strptime.ts';

const PYTHON = process.env.DARE_PYTHON ?? 'python3';

const EPOCH = `
import json, sys
from datetime import datetime, timezone, timedelta
def micros(d):
    d = d if d.tzinfo else d.replace(tzinfo=timezone.utc)
    return (d - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(microseconds=1)
def read(pair):
    try: return micros(datetime.strptime(pair[1], pair[0]))
    except Exception: return None
def write(pair):
    return (datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=pair[1])).strftime(pair[0])
`;

function python<T>(code: string, input: unknown): T {
  const options = { input: JSON.stringify(input), maxBuffer: 1 << 28, env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' } };
  return JSON.parse(execFileSync(PYTHON, ['-c', `${EPOCH}\n${code}`], { ...options, encoding: 'utf8' })) as T;
}

const FORMATS = [
  '%Y-%m-%d',
  '%Y-%m-%d %H:%M:%S',
  '%Y-%m-%d %H:%M:%S.%f',
  '%Y-%m-%dT%H:%M:%SZ',
  '%Y-%m-%dT%H:%M:%S%z',
  '%Y-%m-%d %H:%M:%S %Z',
  '%d/%m/%Y',
  '%m/%d/%y',
  '%m/%d/%Y %I:%M:%S %p',
  '%d-%b-%Y %H:%M',
  '%A, %d %B %Y',
  '%a %b %d %H:%M:%S %Y',
  '%Y%m%d',
  '%Y%m%d%H%M',
  '%Y-%j',
  '%G-W%V-%u',
  '%G %V %w',
  '%Y-%m',
  '%b-%y',
  '%Y',
  '%H:%M',
  '%d.%m.%Y (%H h) %%',
  '%I o’clock [%p]',
];

/** Formats of random directives, each at most once. */
const RANDOM_FORMAT = fc
  .tuple(
    fc.shuffledSubarray([...'YmdHIMSfpbBaAjyz'], { minLength: 1, maxLength: 6 }),
    fc.array(fc.constantFrom('-', '/', ' ', ':', '', '.', 'T', '%%'), { minLength: 6, maxLength: 6 }),
  )
  .map(([directives, between]) => directives.map((directive, at) => `%${directive}${between[at]}`).join(''))
  .filter(isTimeFormat);

/** Years in which microseconds are exact. */
const INSTANT = fc.tuple(fc.integer({ min: -4e12, max: 4e12 }), fc.integer({ min: 0, max: 999 }));
const SPOILED = fc.tuple(fc.nat(40), fc.constantFrom('', '0', '9', '1', ' ', '-', 'x', '+', ':', '.', 'Z'));

const inMicros = (instant: number | null) => (instant === null ? null : Math.round(instant * 1000));

describe('reading times', () => {
  it('takes, refuses and reads texts as Python does, spoiled ones too', () => {
    const cases: [string, string][] = [];
    // One format after the other, as Python compiles each anew.
    const formats = [...FORMATS, ...fc.sample(RANDOM_FORMAT, { numRuns: 120, seed: 7 })];
    const each = fc.sample(fc.tuple(INSTANT, SPOILED), { numRuns: formats.length * 15, seed: 7 });
    for (const [index, [[milli, micro], [at, put]]] of each.entries()) {
      const format = formats[Math.floor(index / 15)]!;
      const text = formatTime(format, milli + micro / 1000);
      cases.push([format, text]);
      cases.push([format, `${text.slice(0, at % (text.length + 1))}${put}${text.slice((at % (text.length + 1)) + 1)}`]);
    }
    const theirs = python<(number | null)[]>('print(json.dumps([read(p) for p in json.load(sys.stdin)]))', cases);
    const ours = cases.map(([format, text]) => inMicros(parseTime(format, text)));
    const different = cases.flatMap((one, at) =>
      ours[at] === theirs[at] ? [] : [{ one, ours: ours[at], theirs: theirs[at] }],
    );
    expect(different).toEqual([]);
    // Both outcomes are there in numbers, so that the comparison says something.
    expect(theirs.filter((value) => value === null).length).toBeGreaterThan(400);
    expect(theirs.filter((value) => value !== null).length).toBeGreaterThan(2000);
  });

  it('refuses days, seconds and zones that there are not, and so does Python', () => {
    const wrong: [string, string][] = [
      ['%d/%m/%Y', '31/04/2020'],
      ['%Y-%m-%d', '2023-02-29'],
      ['%Y-%m-%d', '0000-01-01'],
      ['%Y-%m-%d', '2020-01-01 '],
      ['%H:%M:%S', '10:00:60'],
      ['%z', '+25:00'],
      ['%z', '+0100:30'],
      ['%d', '32'],
      ['%Y-%j', '9999-366'],
    ];
    expect(wrong.filter(([format, text]) => parseTime(format, text) !== null)).toEqual([]);
    expect(python('print(json.dumps([read(p) for p in json.load(sys.stdin)]))', wrong)).toEqual(wrong.map(() => null));
  });

  it('knows formats that Python knows, and no others', () => {
    const formats = ['%Q', '%', '%Y %Y', '%G-%V', '%Y-%V-%u', '%E', '%Y-%m-%d%', ...FORMATS];
    const theirs = python<boolean[]>(
      `
def known(f):
    try: datetime.strptime('', f)
    except ValueError as e: return 'does not match' in str(e)
    except Exception: return False
    return True
print(json.dumps([known(f) for f in json.load(sys.stdin)]))`,
      formats.filter((format) => !/%[GV]/.test(format)),
    );
    expect(formats.filter((format) => !/%[GV]/.test(format)).map(isTimeFormat)).toEqual(theirs);
    expect(['%G-%V', '%Y-%V-%u', '%G-%V-%u-%j', '%G-%V-%u'].map(isTimeFormat)).toEqual([false, false, false, true]);
    expect(['%y %Y', '%H %I', '%b %m'].map(isTimeFormat)).toEqual([false, false, false]);
    expect(() => parseTime('%Q', 'x')).toThrow('a format of strptime was expected');
  });
});

describe('writing times', () => {
  it('writes what Python writes', () => {
    const sample = fc.sample(fc.tuple(fc.oneof(fc.constantFrom(...FORMATS), RANDOM_FORMAT), INSTANT), {
      numRuns: 1500,
      seed: 8,
    });
    const cases = sample.map(([format, [milli]]) => [format, milli] as const);
    const theirs = python<string[]>('print(json.dumps([write(p) for p in json.load(sys.stdin)]))', cases);
    expect(cases.map(([format, instant]) => formatTime(format, instant))).toEqual(theirs);
  });

  it('is read back as the same instant, where the format tells all of it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('%Y-%m-%d %H:%M:%S.%f', '%d-%b-%y %I.%M.%S %p %f%z', '%G-%V-%u %H%M%S.%f', '%Y%j%H%M%S%f'),
        fc.integer({ min: Date.UTC(1970, 0, 5), max: Date.UTC(2067, 0) }),
        fc.nat(999),
        (format, milli, micro) => {
          const instant = milli + micro / 1000;
          expect(inMicros(parseTime(format, formatTime(format, instant)))).toBe(inMicros(instant));
        },
      ),
      { seed: 9 },
    );
  });
});
