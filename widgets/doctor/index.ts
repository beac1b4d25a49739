import { examine, type Patient } from './examine.ts';
import { Panel } from './panel.ts';
import { languageOf } from './words.ts';

/**
 * `data-doctor` on the script tag, which imports this: looks at what the portal needs of the page, and lays what it
 * found over it. The page hears the same by the event `portal-doctor`. Nothing of the core is needed, which may be what
 * does not start.
 */
const {
  tenant,
  prefix = 'portal',
  api,
  locale,
} = document.querySelector<HTMLScriptElement>('script[data-doctor]')?.dataset ?? {};
const [, home = '', version = ''] = /^(.*\/)v([^/~]+)[^/]*\/[^/]*$/.exec(import.meta.url) ?? [];
const patient: Patient = {
  api: api ? new URL(api, document.baseURI).href.replace(/\/*$/, '/') : home,
  home,
  tenant,
  prefix,
  version,
};

async function look() {
  const findings = await examine(patient);
  document.dispatchEvent(new CustomEvent('portal-doctor', { detail: { findings } }));
  return findings;
}

async function start(): Promise<void> {
  // Elements come while the page is read.
  if (document.readyState === 'loading')
    await new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve));
  const language = locale ?? document.documentElement.lang;
  await new Panel(languageOf(language), look).show(await look());
}

void start();
