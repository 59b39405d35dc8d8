/** Starts the page: unpacks the index, then shows the results or one attempt by the address. */
import { StrictMode, useEffect, useLayoutEffect, useRef } from 'react';
import { createRoot } from 'react-dom/client';
import { AttemptView } from './attempt.tsx';
import { loadIndex } from './data.ts';
import { Overview } from './overview.tsx';
import { indexOf, type Results } from './results.ts';
import { readPlace, useHash } from './route.ts';
import './style.css';

function App({ results }: { results: Results }) {
  const place = readPlace(useHash());
  const scrolled = useRef(0);
  const left = useRef<Element | null>(null);
  const away = place !== null;

  // The overview stays mounted behind an attempt, with its filters, and comes back where it was left.
  useLayoutEffect(() => {
    if (away) {
      left.current = document.activeElement;
      window.scrollTo(0, 0);
    } else {
      window.scrollTo(0, scrolled.current);
      if (left.current instanceof HTMLElement) left.current.focus({ preventScroll: true });
    }
  }, [away]);
  useEffect(() => {
    document.title = place ? `${place.task} · ${place.agent} · run ${place.repeat}` : `${results.title} · results`;
  });
  useEffect(() => {
    if (away) return;
    const remember = () => {
      scrolled.current = window.scrollY;
    };
    window.addEventListener('scroll', remember, { passive: true });
    return () => window.removeEventListener('scroll', remember);
  }, [away]);

  return (
    <>
      <div hidden={away}>
        <Overview results={results} />
      </div>
      {place && <AttemptView results={results} place={place} />}
    </>
  );
}

const root = document.getElementById('root')!;
loadIndex().then(
  (index) => {
    const results = indexOf(index);
    createRoot(root).render(
      <StrictMode>
        <App results={results} />
      </StrictMode>,
    );
  },
  (error: unknown) => {
    root.textContent = `The results cannot be shown: ${error instanceof Error ? error.message : String(error)}`;
  },
);
