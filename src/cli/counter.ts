/** Shows how far a long piece of work is: one line that renews itself on a terminal, a line now and then elsewhere. */
import { clearLine, cursorTo } from 'node:readline';

export interface Counter {
  /** One more is done. */
  tick(): void;
  close(): void;
}

const REDRAW_MS = 200;
const PLAIN_EVERY_MS = 5000;

/** Silent when the work is over before the first line is due. @param what plural, such as `tasks scored`. */
export function openCounter(stream: NodeJS.WriteStream, what: string, total: number): Counter {
  const live = stream.isTTY === true && process.env.TERM !== 'dumb';
  const clear = (): void => {
    cursorTo(stream, 0);
    clearLine(stream, 0);
  };
  const started = performance.now();
  let done = 0;
  const show = (): void => {
    const seconds = (performance.now() - started) / 1000;
    const left = done === 0 ? '' : ` · about ${Math.ceil((seconds * (total - done)) / done)} s to go`;
    const line = `${done}/${total} ${what} · ${Math.round(seconds)} s gone${left}`;
    if (live) clear();
    stream.write(live ? line.slice(0, (stream.columns ?? 80) - 1) : `${line}\n`);
  };
  const timer = setInterval(show, live ? REDRAW_MS : PLAIN_EVERY_MS);
  return {
    tick: () => {
      done += 1;
    },
    close: () => {
      clearInterval(timer);
      if (live) clear();
    },
  };
}
