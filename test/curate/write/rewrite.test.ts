/** A rewritten question counts only if nothing is lost or added; whatever the model does, there is a right text. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { randomOf } from '../../../src/curate/random.ts';
import { rewriteQuestion } from '../../../src/curate/write/rewrite.ts';
import { statementsOf } from '../../../src/curate/write/statement.ts';
import { writeQuestions } from '../../../src/curate/write/write-questions.ts';
import { InfrastructureError } from '../../../src/errors.ts';
import { openModel } from '../../../src/model/open-model.ts';
import type { Fault, ServedReply } from '../../fixtures/model-server/script.ts';
import { baseUrlFor, startModelServer } from '../../fixtures/model-server/server.ts';
import { drawn, rawOf, series } from './shapes.ts';

const one = fc.sample(drawn, { numRuns: 30, seed: 3 }).find(({ draw, shape }) => {
  return draw.workflow.numeric.length > 1 && draw.workflow.model === 'LinearSVC' && shape.fileKind === 'csv';
})!;
const stated = statementsOf(one.shape, one.draw).v1;
const wordings = Array.from({ length: 8 }, (_, at) => {
  return writeQuestions(one.shape, one.draw, rawOf({}), randomOf(String(at), 'wording')).v1;
});
const [template, other] = [wordings[0]!, wordings.find((text) => text !== wordings[0])!];
const otherSeed = (text: string) => text.replace(/(random_state\D+)\d+/, '$17654');

/** The model answers the first request, the second and so on. */
async function rewriting(answers: readonly (ServedReply | Fault)[]) {
  const server = await startModelServer({ script: ({ turn }) => answers[turn - 1] ?? { text: 'Sorry?' } });
  onTestFinished(() => server.close());
  const cache = await mkdtemp(join(tmpdir(), 'dare-rewrite-'));
  onTestFinished(() => rm(cache, { recursive: true, force: true }));
  const model = openModel('openai-compatible/some-model', {
    env: { OPENAI_COMPATIBLE_API_KEY: 'not-a-real-key', OPENAI_API_KEY: 'not-a-real-key' },
    retry: { tries: 2, baseSeconds: 0.01, maxSeconds: 0.02, totalSeconds: 20 },
    settings: { toolMode: 'native', baseUrl: baseUrlFor(server.url, 'openai-compatible') },
  });
  const signal = new AbortController().signal;
  return { server, cache, rewrite: (text = template) => rewriteQuestion(text, model, { stated, cache, signal }) };
}

describe('rewriting a question', () => {
  it('takes a text that says the same, and asks for it once', async () => {
    const { server, rewrite } = await rewriting([{ text: other }]);
    expect(await rewrite()).toEqual({ text: other, kept: null });
    expect(await rewrite()).toEqual({ text: other, kept: null });
    expect(server.requests).toHaveLength(1);
    expect(JSON.stringify(server.requests[0]!.body)).toContain(JSON.stringify(template).slice(1, -1));
  });

  it('tells the model what was lost, and takes a better text', async () => {
    const { server, rewrite } = await rewriting([{ text: otherSeed(other) }, { text: other }]);
    expect(await rewrite()).toEqual({ text: other, kept: null });
    expect(JSON.stringify(server.requests[1]!.body)).toMatch(/seed: \d+ is stated, 7654 read/);
  });

  it.each([
    ['another seed', otherSeed(other), /seed/],
    ['a step more', `${other} Remove duplicates first.`, /duplicates.* is new/],
    ['a number more', `${other} There are 12 columns.`, /12 is new/],
    ['a name more', `${other} Mind \`other\`.`, /`other` is new/],
    ['no question', 'I would rather not.', /names no training file/],
  ])('keeps the template for %s', async (_, text, why) => {
    const { rewrite } = await rewriting([{ text }, { text }]);
    const { text: final, kept } = await rewrite();
    expect(final).toBe(template);
    expect(kept).toMatch(why);
  });

  it('keeps the template when the answer is cut off or refused', async () => {
    const cut = await rewriting([{ text: other, finish: 'length' }]);
    expect((await cut.rewrite()).text).toBe(template);
    const refused = await rewriting([{ fault: 'refusal' }]);
    expect((await refused.rewrite()).text).toBe(template);
  });

  it('fails when the model cannot be asked', async () => {
    const { rewrite } = await rewriting([{ fault: 'status', status: 500 }]);
    await expect(rewrite()).rejects.toThrow(InfrastructureError);
  });

  it('asks again where a kept answer is broken', async () => {
    const { server, cache, rewrite } = await rewriting([{ text: other }]);
    await rewrite();
    const [file] = await readdir(cache);
    await writeFile(join(cache, file!), '{"text": "half');
    expect((await rewrite()).text).toBe(other);
    expect(server.requests).toHaveLength(2);
  });

  it('keeps the words by which a series is resampled', async () => {
    const shape = fc.sample(series, { numRuns: 30, seed: 4 }).find(({ design }) => design.time?.resample)!;
    const text = writeQuestions(shape, null, rawOf({}), randomOf('1', 'wording')).v2;
    const changed = text.replace(/'([^']*)'/g, '"$1"');
    const { cache } = await rewriting([]);
    const server = await startModelServer({ script: () => ({ text: changed }) });
    onTestFinished(() => server.close());
    const model = openModel('openai-compatible/some-model', {
      env: { OPENAI_COMPATIBLE_API_KEY: 'not-a-real-key', OPENAI_API_KEY: 'not-a-real-key' },
      settings: { toolMode: 'native', baseUrl: baseUrlFor(server.url, 'openai-compatible') },
    });
    const { v2 } = statementsOf(shape, null);
    const signal = new AbortController().signal;
    const { text: final, kept } = await rewriteQuestion(text, model, { stated: v2, cache, signal });
    expect(final).toBe(text);
    expect(kept).toMatch(/time interval of .* is to be kept|is new/);
  });
});
