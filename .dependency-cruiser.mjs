/** The dependency rules of docs/architecture.md, checked by `dare test`. */
const CONTRACTS =
  '^src/(answer-key|audit|errors|task|bench|model|sandbox|tool|workspace|agent|score|store|attempt|run|train/episodes)\\.ts$';
const IMPLEMENTATIONS = '^src/(agent|audit|bench|model|reference|report|sandbox|score|store|train/episodes)/';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'contracts-know-no-implementation',
      comment: 'Only wire.ts and the commands know what stands behind a contract.',
      severity: 'error',
      from: { path: CONTRACTS },
      to: { path: IMPLEMENTATIONS },
    },
    {
      name: 'only-commands-wire',
      comment: 'wire.ts knows all implementations, so only the commands may know it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli/|wire\\.ts$)' },
      to: { path: '^src/(wire\\.ts$|cli/)' },
    },
    {
      name: 'agents-see-no-answers',
      comment: 'Nothing that an agent can reach knows the type of an answer key, not even through another file.',
      severity: 'error',
      from: { path: '^src/((agent|model|sandbox)/|(agent|model|sandbox|tool|workspace|task)\\.ts$)' },
      to: { path: '^src/(answer-key|truths)\\.ts$', reachable: true },
    },
    {
      name: 'nothing-missing',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
