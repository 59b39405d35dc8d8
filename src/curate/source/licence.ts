/**
 * What a licence is called, from however a source tells it: a name (`CC0: Public Domain`, `GPL (>= 2)`, `Expat`), an
 * address, or the licence's whole text. Whether a licence is good enough is asked by a gate, not here. A wording that
 * could mean several things, or only part of the terms, is not recognised: better rejected than used without a right.
 */
import type { Licence } from '../dataset.ts';
import type { LicenceWords } from './description.ts';

/** A text this long is no name but the licence itself, or a page about it; only its beginning counts. */
const NAME_LENGTH = 300;
const TITLE_LENGTH = 1200;

type Rule = readonly [pattern: RegExp, name: string | ((match: RegExpMatchArray) => string | null)];

/** Addresses, without their scheme and `www.`. */
const ADDRESSES: readonly Rule[] = [
  [/creativecommons\.org\/publicdomain\/zero\/(\d\.\d)/, (m) => `CC0-${m[1]}`],
  [/creativecommons\.org\/publicdomain\/mark/, 'public-domain'],
  [/creativecommons\.org\/licen[sc]es\/(by(?:-nc)?(?:-sa|-nd)?)\/(\d\.\d)/, (m) => `CC-${m[1]!.toUpperCase()}-${m[2]}`],
  [/opendatacommons\.org\/(?:licen[sc]es\/)?(odbl|pddl|by|dbcl)\b/, (m) => OPEN_DATA[m[1]!] ?? null],
  [/cdla\.(?:io|dev)\/permissive-(\d)-(\d)/, (m) => `CDLA-Permissive-${m[1]}.${m[2]}`],
  [/cdla\.(?:io|dev)\/sharing-1-0/, 'CDLA-Sharing-1.0'],
  [/opensource\.org\/licen[sc]es?\/mit\b/, 'MIT'],
  [/opensource\.org\/licen[sc]es?\/bsd-([23])-clause/, (m) => `BSD-${m[1]}-Clause`],
  [/(?:apache\.org\/licen[sc]es\/license-2\.0|opensource\.org\/licen[sc]es?\/apache-2)/, 'Apache-2.0'],
  [/gnu\.org\/licen[sc]es\/(?:old-licenses\/)?(a|l)?gpl-(\d\.\d)/, (m) => `${(m[1] ?? '').toUpperCase()}GPL-${m[2]}`],
  [/nationalarchives\.gov\.uk\/doc\/open-government-licence\/version\/(\d)/, (m) => `OGL-UK-${m[1]}.0`],
  [/usa\.gov\/(?:government-works|government-copyright)/, 'US-government'],
  [/unlicense\.org/, 'Unlicense'],
];

const OPEN_DATA: Readonly<Record<string, string>> = {
  odbl: 'ODbL-1.0',
  pddl: 'PDDL-1.0',
  by: 'ODC-By-1.0',
  dbcl: 'DbCL-1.0',
};

/** Terms that no open licence has; found in a name, they make it unknown unless it is one of Creative Commons'. */
const RESTRICTED =
  /non[- ]?commercial|no[- ]deriv|research (?:use )?only|educational|academic use|all rights reserved|\bnot\b|unspecified|unknown|\bother\b|terms of use|©|original authors/;

const CREATIVE_COMMONS = /\b(?:cc|creative ?commons)\b[-_ ]*(?:licen[sc]e[-_ ]*)?\(?(.*)$/;

/** Names in lower case. The first that fits decides. */
const NAMES: readonly Rule[] = [
  [
    /\bcc[-_ ]?(?:0|zero)\b|creative commons (?:zero|cc0)|public domain dedication(?! and licen)/,
    (m) => `CC0-${versionIn(m.input!) ?? '1.0'}`,
  ],
  [/\bpddl\b|public domain dedication and licen[sc]e/, 'PDDL-1.0'],
  [/\bodbl\b|open database(?: licen[sc]e)?/, 'ODbL-1.0'],
  [/\bdbcl\b|database contents licen[sc]e/, 'DbCL-1.0'],
  [/\bodc[-_ ]by\b|open data commons attribution/, 'ODC-By-1.0'],
  [
    /(?:cdla|community data licen[sc]e agreement)[-–_ ]*permissive/,
    (m) => `CDLA-Permissive-${versionIn(m.input!) ?? '1.0'}`,
  ],
  [/(?:cdla|community data licen[sc]e agreement)[-–_ ]*sharing/, 'CDLA-Sharing-1.0'],
  [/\b(?:open government licen[sc]e|ogl)\b(?!.*canada)/, (m) => `OGL-UK-${versionIn(m.input!) ?? '3.0'}`],
  [/\b(?:u\.?s\.?|united states|federal)[- ](?:government|gov|public domain)|\bus[-_ ]pd\b/, 'US-government'],
  [/\bgnu affero|\bagpl/, (m) => gnu('AGPL', m.input!)],
  [/\bgnu (?:lesser|library)|\blgpl|lesser general public/, (m) => gnu('LGPL', m.input!)],
  [/\bgnu (?:general|gpl)|\bgpl|general public licen[sc]e/, (m) => gnu('GPL', m.input!)],
  [/\bgfdl|free documentation licen[sc]e/, (m) => dashed('GFDL', versionIn(m.input!))],
  [/\bapache\b/, (m) => (versionIn(m.input!) === '1.1' ? 'Apache-1.1' : 'Apache-2.0')],
  [/\bmit\b|\bexpat\b/, 'MIT'],
  [/\b(?:0-?bsd|bsd zero)\b/, '0BSD'],
  [/\b(?:new|modified|revised|3|three)[-_ ]?(?:clause)?[-_ ]?bsd\b|\bbsd[-_ ]?(?:3|three)/, 'BSD-3-Clause'],
  [/\bsimplified bsd\b|\b(?:2|two)[-_ ]?clause[-_ ]bsd\b|\bbsd[-_ ]?(?:2|two)/, 'BSD-2-Clause'],
  [/\bbsd\b/, 'BSD'],
  [/\bisc\b/, 'ISC'],
  [/\bunlicen[sc]e\b/, 'Unlicense'],
  [/\bmozilla public|\bmpl\b/, (m) => dashed('MPL', versionIn(m.input!))],
  [/\bartistic\b/, (m) => dashed('Artistic', versionIn(m.input!))],
  [/\bzlib\b/, 'Zlib'],
  [/^(?:(?:this|these) (?:data )?(?:is|are) )?(?:in )?(?:the )?public[-_ ]domain\b|^pd$/, 'public-domain'],
];

/** Whole texts, by what only they say, in lower case and with single spaces. */
const TEXTS: readonly Rule[] = [
  [/gnu affero general public license version (\d)/, (m) => `AGPL-${m[1]}.0`],
  [/gnu (?:lesser|library) general public license version (\d(?:\.\d)?)/, (m) => dashed('LGPL', m[1]!)],
  [/gnu general public license version (\d)/, (m) => `GPL-${m[1]}.0`],
  [/apache license,? version 2\.0/, 'Apache-2.0'],
  [/gnu free documentation license version (\d\.\d)/, (m) => `GFDL-${m[1]}`],
  [/the "?artistic license"? preamble/, 'Artistic-1.0-Perl'],
  [/mozilla public license,? version (\d\.\d)/, (m) => `MPL-${m[1]}`],
  [/cc0 1\.0 universal/, 'CC0-1.0'],
  [
    /(attribution(?:-noncommercial)?(?:-sharealike|-noderivatives)?) (\d\.\d) (?:international|unported|generic)/,
    (m) => `CC-${clausesIn(m[1]!)}-${m[2]}`,
  ],
  [/odc public domain dedication and licen[sc]e/, 'PDDL-1.0'],
  [/open database licen[sc]e \(odbl\)/, 'ODbL-1.0'],
  [/community data license agreement [-–] permissive [-–,]* ?(?:version )?(\d\.\d)/, (m) => `CDLA-Permissive-${m[1]}`],
  [/this is free and unencumbered software released into the public domain/, 'Unlicense'],
  [/permission is hereby granted, free of charge, to any person obtaining a copy/, 'MIT'],
  [/permission to use, copy, modify, and(?:\/or)? distribute this software for any purpose with or without fee/, 'ISC'],
];

/**
 * @param words a name, an address or a whole text
 * @returns an SPDX-like name; `public-domain` and `US-government` for what has no licence because it needs none; null
 * when it is not recognised
 */
export function recogniseLicence(words: string): string | null {
  const text = words.replace(/\s+/g, ' ').trim().toLowerCase();
  if (text === '') return null;
  if (text.length > NAME_LENGTH) return ruled(TEXTS, text.slice(0, TITLE_LENGTH)) ?? bsdText(text);
  const address = ruled(ADDRESSES, text);
  if (address !== null) return address;
  if (/^[a-z]+:\/\/\S+$/.test(text)) return null;
  const choices = text.split(/ \| | or (?=[a-z]+[-_ ]?\d)/);
  if (choices.length > 1) return choices.map(recogniseLicence).find((name) => name !== null) ?? null;
  return creativeCommons(text) ?? (RESTRICTED.test(text) ? null : (ruled(NAMES, text) ?? bsdText(text)));
}

/**
 * Of one thing under all these licences at once: the first's name, unless one of them is not recognised, which then
 * decides. Several things that an address or a wording may say of one licence are alternatives.
 */
export function licenceOf(licences: readonly LicenceWords[]): Licence {
  const recognised = licences.map(({ names, url }) => ({
    name: nameOf(names) ?? url,
    spdx: [...names, url ?? ''].map(recogniseLicence).find((name) => name !== null) ?? null,
    url,
  }));
  return recognised.find(({ spdx }) => spdx === null) ?? recognised[0] ?? { name: null, spdx: null, url: null };
}

/** The shortest that says something: of a whole text its first line. */
function nameOf(names: readonly string[]): string | null {
  const lines = names.map((name) => name.trim().split('\n')[0]!.trim().slice(0, 200)).filter((line) => line !== '');
  return lines.reduce<string | null>((a, b) => (a === null || b.length < a.length ? b : a), null);
}

function ruled(rules: readonly Rule[], text: string): string | null {
  for (const [pattern, name] of rules) {
    const match = pattern.exec(text);
    if (match !== null) return typeof name === 'string' ? name : name(match);
  }
  return null;
}

/** Attribution licences, with every clause that the wording names: `CC-BY-NC-SA-4.0`. */
function creativeCommons(text: string): string | null {
  const [, rest] = CREATIVE_COMMONS.exec(text) ?? /^(attribution\b.*)$/.exec(text) ?? [];
  if (rest === undefined || !/\bby\b|attribution/.test(rest)) return null;
  return dashed(`CC-${clausesIn(text)}`, versionIn(rest));
}

function clausesIn(text: string): string {
  const clauses = ['BY'];
  if (/\bnc\b|non-?commercial/.test(text)) clauses.push('NC');
  if (/\bsa\b|share-?alike/.test(text)) clauses.push('SA');
  if (/\bnd\b|no-?deriv/.test(text)) clauses.push('ND');
  return clauses.join('-');
}

/** GNU licences as R, Debian and SPDX write them: `GPL-2+`, `GPL (>= 2)`, `GPL-2.0-or-later`. */
function gnu(name: string, text: string): string {
  const version = versionIn(text);
  const later = /or[- ]later|or \(?at your option\)? any later|>=|\d\s*\+|-or-newer/.test(text);
  return dashed(name, version) + (later && version !== null ? '-or-later' : '');
}

function bsdText(text: string): string | null {
  if (!text.includes('redistribution and use in source and binary forms')) return null;
  return /neither the names? |may not be used to endorse/.test(text) ? 'BSD-3-Clause' : 'BSD-2-Clause';
}

function versionIn(text: string): string | null {
  const [, major, minor] = /(?:^|[^\d.])([1-4])(?:\.(\d))?(?!\d|\.\d|[- ]clause)/.exec(text) ?? [];
  return major === undefined ? null : `${major}.${minor ?? '0'}`;
}

function dashed(name: string, version: string | null): string {
  if (version === null) return name;
  return `${name}-${version.includes('.') ? version : `${version}.0`}`;
}
