/** Light, dark, or as the system has it. Colours are written once, as light-dark() pairs in style.css. */
import { useEffect, useState } from 'react';

const THEMES = ['system', 'light', 'dark'] as const;
const KEY = 'dare-theme';

export function ThemeButton() {
  const [theme, setTheme] = useState<(typeof THEMES)[number]>(() => {
    const kept = stored();
    return THEMES.find((name) => name === kept) ?? 'system';
  });
  useEffect(() => {
    document.documentElement.style.colorScheme = theme === 'system' ? 'light dark' : theme;
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // A page opened from a file may have no storage; the choice then lasts as long as the page.
    }
  }, [theme]);
  return (
    <label className="theme">
      <span className="unseen">Colours</span>
      <select value={theme} onChange={(event) => setTheme(event.target.value as (typeof THEMES)[number])}>
        <option value="system">Auto</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
    </label>
  );
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
