/**
 * What every provider must do, tried against a local server that answers, and misbehaves, as that provider does.
 * A provider passes with the same code as all others: nothing here asks for an exception, only for its name.
 */
import { describe, expect, onTestFinished, test } from 'vitest';
import { FatalProviderError, GradedFailure, InfrastructureError } from '../../src/errors.ts';
import { openModel } from '../../src/model/open-model.ts';
import type { RetrySettings } from '../../src/model/retry.ts';
import type { Exchange, Message, ToolMessage } from '../../src/model.ts';
import { PYTHON_EXECUTOR } from '../../src/tool.ts';
import type { Fault, Script, ServedReply } from '../fixtures/model-server/script.ts';
import { baseUrlFor, startModelServer } from '../fixtures/model-server/server.ts';

export interface ProviderCase {
  readonly provider: string;
  readonly model: string;
  readonly env: Readonly<Record<string, string>>;
  /** What of the server's reasoning must be in the next request; null if the interface has no reasoning. */
  readonly handedBack: string | null;
  /** Whether its usage tells reasoning tokens apart. */
  readonly countsReasoning: boolean;
  /** Whether it can carry a call whose arguments are not JSON. */
  readonly rawArguments: boolean;
  /** The variable that a refusal must name. */
  readonly keyVariable: string;
}

const QUICK: RetrySettings = { tries: 4, baseSeconds: 0.01, maxSeconds: 0.05, totalSeconds: 20 };
const QUESTION: Message = { role: 'user', content: 'Predict, please.' };
const RUN = { name: 'python_executor', arguments: { code: 'print("hej")', files_to_load: ['a b.csv'] } };

export function describeProvider(about: ProviderCase): void {
  const name = `${about.provider}/${about.model}`;

  /** A model at a server, and one conversation's requests to it. */
  async function open(script: Script, given: { retry?: Partial<RetrySettings>; timeoutSeconds?: number } = {}) {
    const server = await startModelServer({ script });
    onTestFinished(() => server.close());
    const model = openModel(name, {
      env: about.env,
      retry: { ...QUICK, ...given.retry },
      timeoutSeconds: given.timeoutSeconds ?? 10,
      settings: { toolMode: 'native', temperature: 0, baseUrl: baseUrlFor(server.url, about.provider) },
    });
    const exchanges: Exchange[] = [];
    const ask = (messages: readonly Message[] = [QUESTION], signal = new AbortController().signal) =>
      model.reply({ messages, tools: [PYTHON_EXECUTOR], signal, onExchange: (exchange) => exchanges.push(exchange) });
    return { server, exchanges, ask };
  }

  /** First the faults, one a request; then a proper reply. */
  const failing =
    (faults: readonly Fault[], reply: ServedReply = { text: 'At last.' }): Script =>
    ({ repeats }) =>
      faults[repeats] ?? reply;

  const results = (message: Message, content = '{"stdout":"hej"}'): ToolMessage[] =>
    message.role === 'assistant'
      ? message.toolCalls.map(({ id, name }) => ({ role: 'tool', callId: id, name, content }))
      : [];

  describe(name, () => {
    test('answers in text, and the exchange is recorded whole', async () => {
      const { ask, exchanges, server } = await open(() => ({ text: 'Done.', usage: { input: 7, output: 3 } }));
      const reply = await ask([{ role: 'system', content: 'Be brief.' }, QUESTION]);
      expect(reply).toMatchObject({
        message: { role: 'assistant', content: 'Done.', toolCalls: [] },
        finish: 'stop',
        usage: { input: 7, output: 3, cachedInput: 0, reasoning: 0 },
      });
      expect(exchanges).toHaveLength(1);
      expect(exchanges[0]).toMatchObject({ status: 200, request: server.requests[0]!.body });
      expect(JSON.stringify(exchanges[0]!.response)).toContain('Done.');
      expect(JSON.stringify(exchanges[0]!.request)).toContain('Be brief.');
      expect(JSON.stringify(exchanges[0]!.request)).toContain(PYTHON_EXECUTOR.description.slice(0, 40));
    });

    test('calls the tool, several times in a reply, and gets every result back', async () => {
      const second = { ...RUN, arguments: { code: 'print("då")' } };
      const { ask, server } = await open(({ turn }) =>
        turn === 1 ? { text: 'I try.', calls: [RUN, second] } : { text: 'Done.' },
      );
      const first = await ask();
      expect(first.finish).toBe('tool-calls');
      expect(first.message.content).toBe('I try.');
      expect(first.message.toolCalls.map((call) => JSON.parse(call.arguments))).toEqual([
        RUN.arguments,
        second.arguments,
      ]);
      expect(new Set(first.message.toolCalls.map(({ id }) => id)).size).toBe(2);
      const [one, two] = results(first.message);
      const reply = await ask([
        QUESTION,
        first.message,
        { ...one!, content: 'result one' },
        { ...two!, content: 'result two' },
      ]);
      expect(reply.message.content).toBe('Done.');
      const sent = JSON.stringify(server.requests[1]!.body);
      for (const part of ['result one', 'result two', 'I try.', 'då']) expect(sent).toContain(part);
    });

    test('gives every call of a conversation an id of its own, whatever the server says', async () => {
      const { ask } = await open(({ turn }) =>
        turn < 3
          ? {
              calls: [
                { ...RUN, id: 'same' },
                { ...RUN, id: 'same' },
              ],
            }
          : { text: 'Done.' },
      );
      const messages: Message[] = [QUESTION];
      for (let turn = 1; turn < 3; turn++) {
        const { message } = await ask(messages);
        messages.push(message, ...results(message));
      }
      const ids = messages
        .flatMap((message) => (message.role === 'assistant' ? message.toolCalls : []))
        .map(({ id }) => id);
      expect(ids).toHaveLength(4);
      expect(new Set(ids).size).toBe(4);
      expect((await ask(messages)).message.content).toBe('Done.');
    });

    test('hands reasoning back to the provider, out of a transcript that went through JSON', async () => {
      const { ask, server } = await open(({ turn }) =>
        turn === 1 ? { reasoning: 'Let me think.', text: 'I try.', calls: [RUN] } : { text: 'Done.' },
      );
      const first = await ask();
      if (about.handedBack !== null) expect(first.message.reasoning).toBe('Let me think.');
      const transcript: Message[] = [QUESTION, first.message, ...results(first.message)];
      const restored = JSON.parse(JSON.stringify(transcript)) as Message[];
      expect(restored).toEqual(transcript);
      expect((await ask(restored)).message.content).toBe('Done.');
      const sent = JSON.stringify(server.requests[1]!.body);
      if (about.handedBack === null) expect(sent).not.toContain('Let me think.');
      else expect(sent).toContain(about.handedBack);
    });

    test('goes on with a conversation that another provider began', async () => {
      const { ask } = await open(() => ({ text: 'Done.' }));
      const opaque = {
        model: 'elsewhere/model',
        parts: [{ type: 'reasoning', from: 0, to: 3, metadata: { elsewhere: { seal: 'x' } } }],
      };
      const message: Message = {
        role: 'assistant',
        content: 'I try.',
        toolCalls: [{ id: 'c1', name: 'python_executor', arguments: '{"code":""}' }],
        opaque,
      };
      expect((await ask([QUESTION, message, ...results(message)])).message.content).toBe('Done.');
    });

    test('counts tokens, the cached and the reasoning ones included', async () => {
      const { ask } = await open(() => ({
        text: 'Done.',
        usage: { input: 1000, output: 50, cached: 600, reasoning: 20 },
      }));
      expect((await ask()).usage).toEqual({
        input: 1000,
        output: 50,
        cachedInput: 600,
        reasoning: about.countsReasoning ? 20 : 0,
      });
    });

    test('passes on arguments that are not JSON, and can send them back', async () => {
      const raw = '{"code": "print(1)\n", oops';
      const { ask, server } = await open(({ turn }) =>
        turn === 1 ? { calls: [{ name: 'python_executor', arguments: raw }] } : { text: 'Sorry.' },
      );
      const { message } = await ask();
      expect(message.toolCalls).toHaveLength(1);
      const [call] = message.toolCalls;
      if (about.rawArguments) expect(call!.arguments).toBe(raw);
      expect(call!.arguments).toContain('oops');
      expect((await ask([QUESTION, message, ...results(message, 'Error: not valid JSON')])).message.content).toBe(
        'Sorry.',
      );
      expect(JSON.stringify(server.requests[1]!.body)).toContain('malformed_arguments');
    });

    test('passes on calls of tools that do not exist, and can send them back', async () => {
      const { ask } = await open(({ turn }) =>
        turn === 1 ? { calls: [{ name: 'no such tool!', arguments: {} }] } : { text: 'Sorry.' },
      );
      const { message } = await ask();
      expect(message.toolCalls[0]!.name).toBe('no such tool!');
      expect((await ask([QUESTION, message, ...results(message)])).message.content).toBe('Sorry.');
    });

    test('passes on a reply that announces a call and has none', async () => {
      const { ask, server } = await open(() => ({ text: 'Calling.', finish: 'calls' }));
      const reply = await ask();
      expect(reply.message).toMatchObject({ content: 'Calling.', toolCalls: [] });
      expect(server.requests).toHaveLength(1);
    });

    test('says when the model’s token limit cut the reply, or its content was held back', async () => {
      const { ask } = await open(({ body }) => ({
        text: 'And so',
        finish: JSON.stringify(body).includes('Forbidden') ? 'filtered' : 'length',
      }));
      expect((await ask()).finish).toBe('length');
      expect((await ask([{ role: 'user', content: 'Forbidden' }])).finish).toBe('filtered');
    });

    test.each<Fault>([
      { fault: 'status', status: 408 },
      { fault: 'status', status: 429 },
      { fault: 'status', status: 429, headers: { 'retry-after': '0' } },
      { fault: 'status', status: 500 },
      { fault: 'status', status: 503, body: '<html>Bad gateway</html>' },
      { fault: 'status', status: 529 },
      { fault: 'status', status: 200, body: '<!doctype html>' },
      { fault: 'status', status: 200, body: '{}' },
      { fault: 'cut' },
      { fault: 'malformed' },
      { fault: 'reset' },
    ])('tries again after $fault $status $body, and records every try', async (fault) => {
      const { ask, exchanges, server } = await open(failing([fault, fault]));
      const reply = await ask();
      expect(reply.message.content).toBe('At last.');
      expect(server.requests).toHaveLength(3);
      expect(exchanges).toHaveLength(3);
      expect(exchanges[0]!.status === 200 || exchanges[0]!.status === null).toBe(
        fault.fault !== 'status' || fault.status === 200,
      );
      if (fault.fault === 'cut' || fault.fault === 'reset') expect(exchanges[0]!.error).toBeTruthy();
    });

    test('gives up after its tries with a failure that is ours, not the model’s', async () => {
      const { ask, server } = await open(() => ({ fault: 'status', status: 500 }));
      const failure = await ask().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(InfrastructureError);
      expect((failure as Error).message).toMatch(/4 tries.*500/s);
      expect(server.requests).toHaveLength(QUICK.tries);
    });

    test('tries again when nothing is answered in time', async () => {
      const { ask, exchanges } = await open(failing([{ fault: 'silence' }]), { timeoutSeconds: 0.2 });
      expect((await ask()).message.content).toBe('At last.');
      expect(exchanges[0]).toMatchObject({ status: null, error: 'no whole answer within 0.2 s' });
    });

    test('waits for a slow first byte', async () => {
      const { ask, exchanges } = await open(() => ({ text: 'Slowly.', delay: 0.3 }));
      expect((await ask()).message.content).toBe('Slowly.');
      expect(exchanges[0]!.seconds).toBeGreaterThan(0.25);
    });

    test('waits as long as Retry-After says, and so does every other request to the model', async () => {
      let told = 0;
      const { ask, server } = await open(({ body, repeats, at }) => {
        if (!JSON.stringify(body).includes('first') || repeats > 0) return { text: 'Done.' };
        told = at;
        return { fault: 'status', status: 429, headers: { 'retry-after': '1' } };
      });
      const first = ask([{ role: 'user', content: 'first' }]);
      await expect.poll(() => told).toBeGreaterThan(0);
      await new Promise((resolve) => setTimeout(resolve, 50));
      await Promise.all([first, ask([{ role: 'user', content: 'second' }]), ask([{ role: 'user', content: 'third' }])]);
      expect(server.requests).toHaveLength(4);
      for (const { at } of server.requests.slice(1)) expect(at - told).toBeGreaterThan(950);
    });

    test('takes a conversation that grew too long as the model’s own end, at once', async () => {
      const { ask, server } = await open(() => ({ fault: 'overflow' }));
      const failure = await ask().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(GradedFailure);
      expect((failure as GradedFailure).ending).toBe('token-limit');
      expect(server.requests).toHaveLength(1);
    });

    test('takes refused content as the model’s own end, at once', async () => {
      const { ask, server } = await open(() => ({ fault: 'refusal' }));
      const outcome = await ask().then(
        ({ finish }) => finish,
        (error: unknown) => (error instanceof GradedFailure ? error.ending : error),
      );
      expect(['filtered', 'refused']).toContain(outcome);
      expect(server.requests).toHaveLength(1);
    });

    test.each([401, 403, 404])('stops the run at once on %i, and says what to set', async (status) => {
      const { ask, server } = await open(() => ({ fault: 'status', status }));
      const failure = await ask().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(FatalProviderError);
      const { message } = failure as Error;
      expect(message).toContain(`failure ${status} on demand`);
      expect(message).toContain(server.url);
      expect(message).toContain(status === 404 ? `"${about.model}"` : about.keyVariable);
      expect(server.requests).toHaveLength(1);
    });

    test('never records its key, even where the server or the model repeats it', async () => {
      const secrets = Object.entries(about.env).filter(([variable]) => /KEY|TOKEN/.test(variable));
      const all = secrets.map(([, secret]) => secret).join(' and ');
      const { ask, exchanges } = await open(({ repeats }) =>
        repeats === 0
          ? { fault: 'status', status: 500, body: JSON.stringify({ error: { message: `you sent ${all}` } }) }
          : { text: `You sent ${all}.`, calls: [{ name: 'python_executor', arguments: { code: all } }] },
      );
      const reply = await ask([{ role: 'user', content: `Is it ${all}?` }]);
      const refused = await open(() => ({
        fault: 'status',
        status: 401,
        body: JSON.stringify({ error: { message: `bad key ${all}` } }),
      }));
      const failure = (await refused.ask().catch((error: unknown) => error)) as Error;
      expect(exchanges).toHaveLength(2);
      const recorded = JSON.stringify([exchanges, refused.exchanges, reply]) + failure.message + failure.stack;
      expect(recorded).toContain('[redacted]');
      for (const [, secret] of secrets) expect(recorded).not.toContain(secret);
    });

    test('stops at once when it is told to, in a request and in a wait', async () => {
      for (const fault of [
        { fault: 'silence' },
        { fault: 'status', status: 429, headers: { 'retry-after': '30' } },
      ] satisfies Fault[]) {
        const { ask, server } = await open(() => fault, { retry: { totalSeconds: 100 } });
        const controller = new AbortController();
        const reply = ask([QUESTION], controller.signal).catch((error: unknown) => error);
        await expect.poll(() => server.requests.length).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 50));
        const stopped = performance.now();
        const reason = new Error('enough');
        controller.abort(reason);
        expect(await reply).toBe(reason);
        expect(performance.now() - stopped).toBeLessThan(200);
        expect(server.requests).toHaveLength(1);
      }
    });
  });
}
