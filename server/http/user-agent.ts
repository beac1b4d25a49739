import Bowser from 'bowser';

/** Browser and system of a user agent, as people call them: `Firefox`, `Windows`. */
export function namesOf(userAgent: string): { browser: string | null; system: string | null } {
  if (!userAgent) return { browser: null, system: null };
  const { browser, os } = Bowser.parse(userAgent);
  return { browser: browser.name || null, system: os.name || null };
}
