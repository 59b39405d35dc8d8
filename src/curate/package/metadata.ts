/**
 * verify/all_metadata.json, with the fields of the released data: those that src/bench reads, and the rest for scripts
 * that were written for these. The seed of split and errors is in none of them.
 */
import type { Range } from '../../task.ts';
import type { RawDataset } from '../dataset.ts';
import type { SeriesShape, Shape, TabularShape, WorkflowDraw } from '../shape.ts';
import { filesOf } from './names.ts';

export interface MetadataInput {
  /** Of the dataset's folder. */
  readonly name: string;
  readonly raw: RawDataset;
  readonly shape: Shape;
  readonly draw: WorkflowDraw | null;
  /** What curation measured of the two tasks: coverage, naive and baseline scores, and so on. */
  readonly measures: Readonly<Record<string, unknown>>;
}

export function metadataOf(input: MetadataInput): Record<string, unknown> {
  const { raw, shape, draw, measures } = input;
  const files = filesOf(shape);
  const common = {
    target: shape.design.targets,
    target_candidates: shape.design.targets,
    related_features: shape.design.features,
    problem_type: shape.design.family,
    column_type_inference: shape.design.types,
    needed_files_v1: files.needed.v1,
    needed_files_v2: files.needed.v2,
    output_file: `./${input.name}/prediction.csv`,
  };
  const own = shape.kind === 'series' ? seriesFields(shape, input.name) : tabularFields(shape, draw, input.name);
  return {
    question: { ...common, ...own },
    data_info: dataInfo(raw),
    meta_data: sourceRecord(raw),
    curation: { source: raw.source, dataset: raw.id, version: raw.version, synthetic: raw.synthetic, ...measures },
  };
}

function tabularFields(shape: TabularShape, draw: WorkflowDraw | null, name: string): Record<string, unknown> {
  const { train, validation, clean, truth } = filesOf(shape);
  const source = (file: string) => `./${name}/source/${file}`;
  const workflow = draw?.workflow;
  return {
    not_filtered_related_features: shape.usable,
    train_v2_save_file: source(train.v2),
    val_v2_save_file: source(validation.v2),
    val_no_err_save_file: source(validation.v1),
    train_no_err_save_file: source(clean!),
    train_err_split_save_file: source(train.v1),
    ground_truth_file: `./${name}/verify/${truth.v2}`,
    train_test_ratio: shape.share,
    save_file_type: shape.fileKind,
    ...(workflow === undefined
      ? {}
      : {
          expected_ranges: Object.fromEntries(
            Object.entries(workflow.ranges).map(([column, range]) => [column, rangeList(range)]),
          ),
          selected_features: workflow.features,
          numerical_features: workflow.numeric,
          categorical_features: workflow.categorical,
          imputer_type: workflow.imputer,
          model_type: workflow.model,
          random_state: workflow.seed,
          ...(workflow.leftOpen === undefined ? {} : { left_open: workflow.leftOpen }),
        }),
  };
}

function seriesFields({ design, starts }: SeriesShape, name: string): Record<string, unknown> {
  const time = design.time!;
  return {
    time_column: time.column,
    time_format: time.format,
    is_resampled: time.resample !== null,
    ...(time.resample === null ? {} : { resample_rule: time.resample.rule, resample_method: time.resample.method }),
    entity_columns: time.entities,
    prediction_starting_time: starts.exogenous,
    prediction_starting_time_v2: starts.forecast,
    not_filtered_related_features: design.features,
    selected_features: [],
    expected_ranges: {},
    save_file_type: 'csv',
    contain_multiple_files: false,
    train_save_file: `./${name}/source/train.csv`,
    val_v1_save_file: `./${name}/source/val_v1.csv`,
    val_v2_save_file: `./${name}/source/val_v2.csv`,
    ground_truth_v1_file: `./${name}/verify/ground_truth_v1.csv`,
    ground_truth_v2_file: `./${name}/verify/ground_truth_v2.csv`,
  };
}

function rangeList(range: Range): readonly (string | number | boolean)[] {
  return range.kind === 'numeric' ? [range.low, range.high] : range.values;
}

function dataInfo(raw: RawDataset): Record<string, unknown> {
  return {
    ref: raw.id,
    title: raw.title,
    creatorName: raw.author,
    url: raw.url,
    licenseName: raw.licence.spdx ?? raw.licence.name,
    licenseUrl: raw.licence.url,
    description: raw.description,
    currentVersion: raw.version,
    usabilityRating: raw.usability,
    tags: raw.tags.map((name) => ({ name })),
  };
}

function sourceRecord(raw: RawDataset): Record<string, unknown> {
  return {
    title: raw.title,
    description: raw.description,
    keywords: raw.tags,
    licenses: [{ name: raw.licence.spdx ?? raw.licence.name }],
    usabilityRating: raw.usability,
  };
}
