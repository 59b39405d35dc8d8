/**
 * What a failed Python program's stderr says: which exception ended it, and what that was about. Read as text, by a
 * table of the words of the locked versions of Python, pandas, numpy and scikit-learn; nothing is run. What the table
 * does not know is `unknown`. Which file a program missed is for failures.ts to say: it knows what was loaded.
 */

export const ABOUT = [
  'syntax',
  'missing-module',
  'undefined-name',
  'missing-file',
  'missing-table',
  'file-access',
  'file-reading',
  'missing-column',
  'missing-values',
  'unseen-value',
  'too-little-data',
  'shape',
  'type',
  'library-use',
  'memory',
  'unknown',
] as const;
export type About = (typeof ABOUT)[number];

export interface Raised {
  /** The exception's class without its module. */
  readonly exception: string;
  readonly message: string;
  readonly about: About;
}

interface Traceback {
  readonly exception: string;
  readonly message: string;
  /** The lines that tell where it was raised. */
  readonly frames: string;
  /** Whether the traceback before it tells what led to it. */
  readonly chained: boolean;
}

interface Rule {
  readonly about: About;
  readonly exception?: RegExp;
  readonly message?: RegExp;
  readonly frames?: RegExp;
}

/** Attributes that people expect of a DataFrame or Series that are no column: gone from pandas, or never in it. */
const NO_COLUMN =
  /has no attribute '(append|iteritems|ix|as_matrix|mad|lookup|tshift|reshape|ravel|flatten|unique|str|dt|cat|tolist|to_list|toarray|argmax|argmin|get_dummies|fit|predict|transform)'/;

/** The first that fits. */
const RULES: readonly Rule[] = [
  { about: 'syntax', exception: /^(SyntaxError|IndentationError|TabError)$/ },
  { about: 'missing-module', exception: /^(ModuleNotFoundError|ImportError)$/ },
  { about: 'undefined-name', exception: /^(NameError|UnboundLocalError)$/ },
  { about: 'memory', exception: /^(MemoryError|_ArrayMemoryError|bad_alloc)$/ },
  { about: 'memory', message: /^(Unable to allocate|\[Errno 12\])|std::bad_alloc|out of memory/ },
  { about: 'file-access', message: /^Cannot save file into a non-existent directory/ },
  { about: 'missing-file', exception: /^FileNotFoundError$/ },
  { about: 'missing-file', message: /^unable to open database file/ },
  { about: 'missing-table', message: /no such table: / },
  { about: 'file-access', exception: /^(PermissionError|IsADirectoryError|NotADirectoryError)$/ },
  { about: 'file-access', message: /^\[Errno (13|20|21|27|28|30)\]/ },
  { about: 'file-reading', exception: /^(Unicode\w*Error|ParserError|EmptyDataError|BadZipFile|ArrowInvalid)$/ },
  { about: 'file-reading', message: /^file is not a database/ },
  { about: 'missing-column', message: /no such column: / },
  { about: 'missing-column', exception: /^KeyError$/, frames: /\bpandas[/\\._]/ },
  { about: 'missing-column', message: /not (found )?in (axis|index|columns)|are in the (\[columns\]|columns)/ },
  { about: 'missing-column', message: /^(Usecols do not match columns|Missing column provided to 'parse_dates')/ },
  { about: 'missing-column', message: /^(A given column is not a column of|columns are missing: |The feature names)/ },
  { about: 'library-use', message: NO_COLUMN },
  { about: 'missing-column', message: /^'(DataFrame|Series)' object has no attribute / },
  {
    about: 'missing-values',
    message: /^Input .*contains (NaN|infinity)|(cannot|Cannot) convert (NA|non-finite|float NaN)/,
  },
  { about: 'missing-values', message: /^(cannot convert float (NaN|infinity)|.*contains? (missing|null) values)/ },
  {
    about: 'unseen-value',
    message: /^(Found unknown categories|y contains previously unseen|Invalid classes inferred)/,
  },
  { about: 'too-little-data', message: /^Found array with 0 (sample|feature)|needs samples of at least 2 classes/ },
  {
    about: 'too-little-data',
    message: /^The least populated class|^Cannot have number of splits|^n_splits=\d+ cannot/,
  },
  { about: 'too-little-data', message: /resulting train set will be empty|^No objects to concatenate|empty sequence/ },
  { about: 'shape', message: /inconsistent numbers of samples|^Expected (1D|2D) array|features, but .* is expecting/ },
  { about: 'shape', message: /^Length (of values|mismatch)|must (all )?be (of )?the same (length|shape)/ },
  { about: 'shape', message: /^\d+ columns passed|^Columns must be same length|^Shape of passed values/ },
  { about: 'shape', message: /could not be broadcast|could not broadcast|mismatch in its core dimension|not aligned/ },
  { about: 'shape', message: /must match exactly|^cannot reshape array|^y should be a 1d array|inhomogeneous shape/ },
  { about: 'shape', exception: /^IndexError$/ },
  { about: 'type', message: /could not convert string to |[Cc]ould not convert .* to numeric|^Unable to parse string/ },
  { about: 'type', message: /not supported between instances of|unsupported operand type|can only concatenate/ },
  {
    about: 'type',
    message: /uniformly strings or numbers|^Unknown label type|^Mix of label input types|^Mix type of y/,
  },
  {
    about: 'type',
    message: /^time data .* (does not|doesn't) match format|^unconverted data remains|^invalid literal for/,
  },
  { about: 'type', message: /bad pandas dtypes|^DataFrame\.dtypes for data must be|is not JSON serializable/ },
  { about: 'type', message: /^Can only use \.(str|dt|cat) accessor|^Cannot (cast|perform|interpret)|dtype/ },
  { about: 'type', exception: /^(DateParseError|UFuncTypeError|UFuncNoLoopError|InvalidOperation)$/ },
  { about: 'library-use', exception: /^(InvalidParameterError|NotFittedError|AttributeError)$/ },
  { about: 'library-use', message: /unexpected keyword argument|positional arguments?|multiple values for argument/ },
  { about: 'library-use', message: /^The truth value of |is not (callable|subscriptable|iterable)|^unhashable type/ },
];

/** Characters of a message that are looked at: a program may raise megabytes, on which some patterns would take hours. */
const MESSAGE = 4000;

/** The exception that ended a program, or null where stderr tells of none. */
export function raisedIn(stderr: string): Raised | null {
  const tracebacks = tracebacksIn(stderr);
  const last = tracebacks.at(-1);
  if (last === undefined) return null;
  const { exception, message } = last;
  for (let at = tracebacks.length - 1; at >= 0; at--) {
    const about = aboutOf(tracebacks[at]!);
    if (about !== 'unknown') return { exception, message, about };
    if (!tracebacks[at]!.chained) break;
  }
  return { exception, message, about: 'unknown' };
}

function aboutOf({ exception, message, frames }: Traceback): About {
  const rule = RULES.find(
    (of) =>
      (of.exception === undefined || of.exception.test(exception)) &&
      (of.message === undefined || of.message.test(message)) &&
      (of.frames === undefined || of.frames.test(frames)),
  );
  return rule?.about ?? 'unknown';
}

const HEAD = /^Traceback \(most recent call last\):$/;
const IGNORED = /^Exception ignored /;
const CHAIN = /^(The above exception was the direct cause of|During handling of the above exception)/;
/** `package.module.ClassName: message`, at a line's begin. */
const EXCEPTION = /^(?:[\w<>]+\.)*([A-Za-z_]\w*)(?:: (.*)|:?)$/;
/** A program that cannot be parsed has no `Traceback` line. */
const UNPARSED = /^ {2}File ".*", line \d+$/;

function tracebacksIn(stderr: string): Traceback[] {
  const lines = stderr.split(/\r?\n/);
  const heads = lines.flatMap((line, index) => (HEAD.test(line) ? [index] : []));
  const found: Traceback[] = [];
  for (const [at, head] of heads.entries()) {
    if (IGNORED.test(lines[head - 1] ?? '')) continue;
    const end = heads[at + 1] ?? lines.length;
    const traceback = tracebackOf(lines.slice(head + 1, end), found.length > 0 && isChained(lines, head));
    if (traceback !== null) found.push(traceback);
  }
  if (found.length > 0) return found;
  const first = lines.findLastIndex((line) => UNPARSED.test(line));
  const alone = first < 0 ? null : tracebackOf(lines.slice(first), false);
  return alone === null ? [] : [alone];
}

/** The first line that is not indented names the exception; what follows is its message. */
function tracebackOf(lines: readonly string[], chained: boolean): Traceback | null {
  const at = lines.findIndex((line) => /^\S/.test(line));
  const parts = at < 0 ? null : EXCEPTION.exec(lines[at]!);
  if (parts === null) return null;
  const rest = lines.slice(at + 1);
  const stop = rest.findIndex((line) => CHAIN.test(line) || IGNORED.test(line));
  const message = [parts[2] ?? '', ...(stop < 0 ? rest : rest.slice(0, stop))].join('\n').slice(0, MESSAGE).trim();
  return { exception: parts[1]!, message, frames: lines.slice(0, at).join('\n'), chained };
}

function isChained(lines: readonly string[], head: number): boolean {
  return CHAIN.test(lines[head - 2] ?? '');
}
