import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openAdmission } from '../../src/server/admission.ts';

const never = new AbortController().signal;

describe('admission', () => {
  it('for any comings and goings keeps to its places, memory, bound and order', async () => {
    const comings = fc.array(
      fc.record({ bytes: fc.integer({ min: 1, max: 15 }), fate: fc.constantFrom('stays', 'goes', 'aborts') }),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(
        comings,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 6 }),
        async (given, places, bound) => {
          const admission = openAdmission({ places, memoryBytes: 10, waiting: bound });
          const started: number[] = [];
          const running = new Map<number, { bytes: number; leave: () => void }>();
          let inside = 0;
          const check = () => {
            expect(running.size).toBeLessThanOrEqual(places);
            const used = [...running.values()].reduce((sum, { bytes }) => sum + bytes, 0);
            expect(used <= 10 || running.size === 1).toBe(true);
            expect(admission.state()).toEqual({ running: running.size, waiting: inside - running.size });
          };
          const finishOne = () => {
            const [first] = running.entries();
            if (first === undefined) return;
            running.delete(first[0]);
            inside -= 1;
            first[1].leave();
          };
          for (const [number, { bytes, fate }] of given.entries()) {
            const ticket = admission.enter();
            expect(ticket === null).toBe(inside >= places + bound);
            if (ticket === null) {
              finishOne();
              await turn();
              check();
              continue;
            }
            inside += 1;
            const abort = new AbortController();
            ticket.turn(bytes, abort.signal).then(
              () => {
                started.push(number);
                running.set(number, { bytes, leave: ticket.leave });
              },
              () => {
                inside -= 1;
                ticket.leave();
              },
            );
            await turn();
            // One that has its place is not bothered by it.
            if (fate === 'aborts') abort.abort();
            if (fate === 'goes') finishOne();
            await turn();
            check();
          }
          while (running.size > 0) {
            finishOne();
            await turn();
            check();
          }
          expect(inside).toBe(0);
          expect(started).toEqual(started.toSorted((a, b) => a - b));
        },
      ),
    );
  });

  it('sends away what waits when it closes, not what runs', async () => {
    const admission = openAdmission({ places: 1, memoryBytes: 10, waiting: 5 });
    const [first, second] = [admission.enter()!, admission.enter()!];
    expect(await first.turn(1, never)).toBe(true);
    const waiting = second.turn(1, never);
    admission.close();
    expect(await waiting).toBe(false);
    expect(admission.enter()).toBeNull();
    expect(admission.state()).toEqual({ running: 1, waiting: 1 });
    first.leave();
    second.leave();
    first.leave();
    expect(admission.state()).toEqual({ running: 0, waiting: 0 });
  });
});
