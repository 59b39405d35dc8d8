/** Mistakes that people make in such scripts, each with an error that says what is wrong, and how one goes on then. */

export interface Mistake {
  /** What is wrong; all else is as it should be. */
  readonly code?: string;
  readonly load?: readonly string[];
  readonly save?: readonly string[];
  /** What is said when mending it. */
  readonly mending: readonly string[];
}

/** Those that can be made in this script. @param save what it should save */
export function mistakesIn(code: string, save: readonly string[]): Mistake[] {
  const mistakes: Mistake[] = [
    {
      load: [],
      mending: [
        'The files were not there: each call starts from an empty folder, so I have to name them in files_to_load.',
        'I forgot to list the files in files_to_load. Again, with them:',
      ],
    },
  ];
  const imports = [...code.matchAll(/^from sklearn\.(\w+) import (.+)\n/gm)];
  const [line, module, members] = imports.at(-1) ?? [];
  if (line !== undefined) {
    mistakes.push({
      code: code.replace(line, ''),
      mending: [
        `A missing import (${members} from sklearn.${module}). I add it.`,
        `I did not import ${members}; fixed below.`,
      ],
    });
  }
  if (code.includes('sparse_output=False')) {
    mistakes.push({
      code: code.replace('sparse_output=False', 'sparse=False'),
      mending: [
        'This version of scikit-learn calls that argument sparse_output.',
        'OneHotEncoder no longer takes `sparse`; it is `sparse_output` now.',
      ],
    });
  }
  const used = /^(train\w*|df_train)(?= = )/m.exec(code)?.[1];
  if (used !== undefined) {
    const wrong = used === 'df' ? 'data' : 'df';
    mistakes.push({
      code: code.replace(new RegExp(`(?<=[(\\[ ])${used}(?=\\[)`), wrong),
      mending: [`I mixed up two names: the frame is called ${used}.`, `NameError: it must be ${used}, not ${wrong}.`],
    });
  }
  if (save.length > 0) {
    mistakes.push({
      save: [],
      mending: [
        `The script ran, but the file was not kept: ${save[0]} has to be in files_to_save.`,
        `I must name ${save[0]} in files_to_save, or it is lost. Once more:`,
      ],
    });
  }
  return mistakes.filter((mistake) => mistake.code !== code);
}
