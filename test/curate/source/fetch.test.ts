/** Requests to a service: patience, redirects, credentials, refusals. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { get, getJson, type Service } from '../../../src/curate/source/fetch.ts';
import { InfrastructureError } from '../../../src/errors.ts';
import { answer, type Loopback, loopback, quickClock, sendJson } from '../../fixtures/web/loopback.ts';

const SECRET = 'f00dfacef00dface';

let server: Loopback;
let clock: ReturnType<typeof quickClock>;
let service: Service;

beforeEach(async () => {
  server = await loopback((_, response) => sendJson(response, { found: true }));
  clock = quickClock();
  service = {
    name: 'The service',
    env: {},
    clock,
    credentials: { origin: server.url, header: `Bearer ${SECRET}`, secret: SECRET },
    signIn: 'Set THE_TOKEN.',
    gate: { opens: 0 },
  };
});
afterEach(() => server[Symbol.asyncDispose]());

describe('a service that is busy', () => {
  it('is asked again after as many seconds as it asks for', async () => {
    server.faults.push(answer(429, { 'retry-after': '7' }));
    expect(await getJson(service, server.url)).toMatchObject({ ok: true, value: { found: true } });
    expect(clock.slept).toEqual([7]);
  });

  it('is asked again at the date that it names', async () => {
    server.faults.push(answer(429, { 'retry-after': 'Thu, 01 Jan 2026 00:01:30 GMT' }));
    await get(service, server.url);
    expect(clock.slept).toEqual([90]);
  });

  it('is asked again when its window of requests is over', async () => {
    server.faults.push(
      answer(429, { ratelimit: '"api";r=0;t=55', 'ratelimit-policy': '"fixed window";"api";q=500;w=300' }),
    );
    await get(service, server.url);
    expect(clock.slept).toEqual([55]);
  });

  it('and does not say for how long, is asked again in steps that double', async () => {
    server.faults.push(answer(503), answer(500), answer(502), answer(429));
    await get(service, server.url);
    expect(clock.slept).toEqual([1, 2, 4, 8]);
  });

  it('all of a long time, through a storm of 429, is asked again', async () => {
    server.faults.push(...Array.from({ length: 15 }, () => answer(429)));
    expect(await get(service, server.url)).toMatchObject({ ok: true });
    expect(Math.max(...clock.slept)).toBe(60);
  });

  it('for good, is given up', async () => {
    server.faults.push(...Array.from({ length: 30 }, () => answer(503)));
    await expect(get(service, server.url)).rejects.toThrow(
      /The service .*after 6 tries: it answers 503\. Start again later/,
    );
    await expect(get(service, server.url)).rejects.toBeInstanceOf(InfrastructureError);
  });

  it('and wants to be left alone for an hour, is given up at once', async () => {
    server.faults.push(answer(429, { 'retry-after': '3600' }));
    await expect(get(service, server.url)).rejects.toThrow(/asks to wait 3600 s/);
    expect(clock.slept).toEqual([]);
  });

  it('makes its other requests wait as well', async () => {
    server.faults.push(answer(429, { 'retry-after': '7' }));
    await get(service, server.url);
    const opens = service.gate.opens;
    expect(opens).toBe(Date.parse('2026-01-01T00:00:07Z'));
    service.gate.opens = opens + 5000;
    await get(service, server.url);
    expect(clock.slept).toEqual([7, 5]);
  });
});

describe('a connection', () => {
  it('that breaks is tried again', async () => {
    server.faults.push((_, response) => response.destroy());
    expect(await get(service, server.url)).toMatchObject({ ok: true });
    expect(clock.slept).toEqual([1]);
  });

  it('that breaks in the middle of an answer is tried again', async () => {
    server.faults.push((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"found"', () => response.destroy());
    });
    expect(await getJson(service, server.url)).toMatchObject({ ok: true, value: { found: true } });
  });

  it('on which nothing comes, before an answer or within one, is tried again', async () => {
    server.faults.push(
      () => {},
      (_, response) => void response.writeHead(200, { 'content-length': '100' }).write('{"found"'),
    );
    const hasty = { ...service, stallMilliseconds: 500 };
    expect(await getJson(hasty, server.url)).toMatchObject({ ok: true, value: { found: true } });
    expect(server.asked.length).toBeGreaterThanOrEqual(3);
  });

  it('that nobody takes is given up', async () => {
    await server[Symbol.asyncDispose]();
    await expect(get(service, server.url)).rejects.toBeInstanceOf(InfrastructureError);
    server = await loopback(answer(200));
  });

  it('is not tried again once the user has had enough', async () => {
    const stop = new AbortController();
    server.faults.push((_, response) => {
      stop.abort(new Error('enough'));
      response.destroy();
    });
    await expect(get(service, server.url, stop.signal)).rejects.toThrow('enough');
    expect(server.asked).toHaveLength(1);
  });
});

describe('credentials', () => {
  it('are sent to the service', async () => {
    await get(service, server.url);
    expect(server.asked[0]!.headers.authorization).toBe(`Bearer ${SECRET}`);
  });

  it('are kept on a redirect within it', async () => {
    server.faults.push(answer(302, { location: '/there' }));
    await get(service, `${server.url}/here`);
    expect(server.asked.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/here', `Bearer ${SECRET}`],
      ['/there', `Bearer ${SECRET}`],
    ]);
  });

  it('are dropped on a redirect to another host, even one that leads back', async () => {
    await using other = await loopback(answer(307, { location: `${server.url}/back` }));
    server.faults.push(answer(302, { location: `${other.url}/elsewhere` }));
    expect(await get(service, `${server.url}/here`)).toMatchObject({ ok: true });
    expect(other.asked.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${SECRET}`, undefined]);
  });

  it('are not sent to another host that is asked directly', async () => {
    await using other = await loopback(answer(200));
    await get(service, other.url);
    expect(other.asked[0]!.headers.authorization).toBeUndefined();
  });

  it('are in no message, even when the service repeats them', async () => {
    server.faults.push(answer(400, {}, `bad request with ${SECRET}`), answer(403, {}, `no entry for Bearer ${SECRET}`));
    const replies = [await get(service, server.url), await get(service, `${server.url}/?token=${SECRET}`)];
    for (const reply of replies) {
      expect(reply.ok).toBe(false);
      expect((reply as { words: string }).words).not.toContain(SECRET);
    }
  });
});

describe('what a service refuses', () => {
  it.each([
    [401, /refuses the credentials.*401.*Set THE_TOKEN/],
    [403, /does not let this account.*403.*Set THE_TOKEN/],
    [404, /has no such thing \(404\)/],
    [400, /answers 400: what\?/],
  ])('with %i is told in one line, and not asked again', async (status, words) => {
    server.faults.push(answer(status, {}, 'what?'));
    const reply = await get(service, `${server.url}/x?secret=1`);
    expect(reply).toMatchObject({ ok: false, status, words: expect.stringMatching(words) });
    expect((reply as { words: string }).words).not.toMatch(/\n|secret/);
    expect(server.asked).toHaveLength(1);
  });

  it('is not JSON: told as nonsense', async () => {
    server.faults.push(answer(200, {}, '<html>sign in</html>'));
    expect(await getJson(service, server.url)).toMatchObject({
      ok: false,
      status: 200,
      words: expect.stringContaining('expected JSON'),
    });
  });

  it('with a page of a megabyte is told all the same, and asked no more', async () => {
    server.faults.push(answer(404, {}, 'x'.repeat(2 ** 20)));
    expect(await get(service, server.url)).toMatchObject({ ok: false, status: 404 });
  });

  it('leads in circles: given up', async () => {
    server.faults.push(...Array.from({ length: 8 }, () => answer(302, { location: '/' })));
    await expect(get(service, server.url)).rejects.toThrow(/leads on more than 6 times/);
  });

  it('leads out of the web: not followed', async () => {
    server.faults.push(answer(302, { location: 'file:///etc/passwd' }));
    await expect(get(service, server.url)).rejects.toThrow(/leads to file:, which is not fetched/);
  });
});

it('goes through the proxy that the environment names', async () => {
  await using proxy = await loopback(answer(200, {}, 'by proxy'));
  const there = { ...service, env: { HTTP_PROXY: proxy.url } };
  expect(await get(there, 'http://data.invalid/file')).toMatchObject({ ok: true, text: 'by proxy' });
  expect(proxy.asked[0]!.path).toContain('data.invalid');
});
