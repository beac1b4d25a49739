import { html, nothing, type TemplateResult } from 'lit';
import type { Sites } from '#contract/settings';
import type { TextKey } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { checklist, checklistStyles, type Check } from '../kit/checklist.ts';
import type { Desk } from './desk.ts';

type Point = 'listed' | 'secure' | 'connect' | 'script' | 'image' | 'session';
type Outcome = { good: Point[]; bad: Point[]; blocked: string[] };
/** Milliseconds that one point may take. */
const patience = 6_000;
const order: readonly Point[] = ['listed', 'secure', 'connect', 'script', 'image', 'session'];

/**
 * Checks the page the reader is on, from inside of it: whether its policy lets the portal work. Nothing of it is
 * fetched by the server, which may not even reach the page.
 */
export class PageCheck {
  readonly #desk: Desk;
  #outcome: Outcome | undefined;
  #busy = false;

  constructor(desk: Desk) {
    this.#desk = desk;
    adopt(desk.host, checklistStyles);
  }

  clear(): void {
    this.#outcome = undefined;
  }

  render(sites: Sites): TemplateResult {
    const { t } = this.#desk.view();
    const outcome = this.#outcome;
    return html`${button({
      label: this.#busy
        ? t('settings.checking')
        : t(outcome ? 'settings.check_again' : 'settings.check'),
      icon: 'refresh',
      off: this.#busy,
      onClick: () => void this.#run(sites),
    })}
    ${outcome ? this.#renderOutcome(outcome) : nothing}`;
  }

  #renderOutcome({ good, bad, blocked }: Outcome): TemplateResult {
    const { t } = this.#desk.view();
    const checks = order
      .filter((point) => good.includes(point) || bad.includes(point))
      .map((point): Check => {
        const met = good.includes(point);
        return {
          state: met ? 'met' : 'unmet',
          label: t(`settings.check_${point}` as TextKey, { site: location.origin }),
          word: t(met ? 'settings.check_good' : 'settings.check_bad'),
        };
      });
    return html`${checklist('page-checks', t('settings.check_title'), checks)}
    ${
      blocked.length > 0
        ? html`<p class="about">${t('settings.check_blocked', { what: blocked.join(', ') })}</p>`
        : nothing
    }`;
  }

  async #run(sites: Sites): Promise<void> {
    if (this.#busy) return;
    this.#set(() => (this.#busy = true));
    const outcome = await checkPage(sites, this.#desk.portal().slug);
    const { t } = this.#desk.view();
    const all = outcome.good.length + outcome.bad.length;
    this.#set(() => {
      this.#busy = false;
      this.#outcome = outcome;
    });
    this.#desk.announce(t('settings.checked', { good: outcome.good.length, all }));
  }

  #set(change: () => void): void {
    change();
    this.#desk.host.requestUpdate();
  }
}

/** Tries what the portal does on a page, and hears what the page's policy blocks meanwhile. */
export async function checkPage(sites: Sites, slug: string): Promise<Outcome> {
  const blocked = new Set<string>();
  const stop = onBlock(sites.server, (directive) => void blocked.add(directive));
  const tries: Record<Point, () => boolean | Promise<boolean>> = {
    listed: () => sites.origins.includes(location.origin),
    secure: () => isSecureContext,
    connect: async () => (await fetch(`${sites.api}/api/v1/openapi.json`)).ok,
    script: () => loads(scriptHint(sites), sites.server, /^(script-src|default-src)/),
    image: () => loads(picture(sites), sites.server, /^(img-src|default-src)/),
    session: () => keepsSession(sites, slug),
  };
  const results = await Promise.all(
    order.map(async (point) => [point, await inTime(tries[point])] as const),
  );
  stop();
  const of = (good: boolean) => results.filter(([, met]) => met === good).map(([point]) => point);
  return { good: of(true), bad: of(false), blocked: [...blocked].toSorted() };
}

/** Calls back with what a policy of the page keeps from the server; one that only reports lets everything pass. */
function onBlock(server: string, listener: (directive: string) => void): () => void {
  const hear = (event: SecurityPolicyViolationEvent) => {
    const { effectiveDirective, blockedURI, disposition } = event;
    if (disposition === 'enforce' && blockedURI.startsWith(server)) listener(effectiveDirective);
  };
  document.addEventListener('securitypolicyviolation', hear);
  return () => document.removeEventListener('securitypolicyviolation', hear);
}

async function inTime(attempt: () => boolean | Promise<boolean>): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), patience));
  try {
    return await Promise.race([attempt(), late]);
  } catch {
    return false;
  }
}

/** Whether the session came by a cookie: what is kept in memory alone is gone when the page is loaded again. */
async function keepsSession({ api }: Sites, slug: string): Promise<boolean> {
  const response = await fetch(`${api}/api/v1/portal`, {
    credentials: 'include',
    headers: { 'Portal-Tenant': slug },
  });
  const { session } = (await response.json()) as { session: unknown };
  return session !== null;
}

/** Fetched as a script would be, and not run. */
function scriptHint({ api }: Sites): HTMLLinkElement {
  const hint = document.createElement('link');
  hint.rel = 'modulepreload';
  hint.href = `${api}/embed.js?check`;
  return hint;
}

/** Fetched as an image would be; that it is none does not matter. */
function picture({ api }: Sites): HTMLImageElement {
  const image = new Image();
  image.src = `${api}/embed.js?check`;
  return image;
}

/** Milliseconds that a block may be told after the request has failed. */
const told = 50;

/** Whether the page's policy lets something be fetched from the server, told by what it blocks. */
function loads(
  request: HTMLLinkElement | HTMLImageElement,
  server: string,
  directive: RegExp,
): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (good: boolean) => {
      stop();
      request.remove();
      resolve(good);
    };
    const stop = onBlock(server, (name) => directive.test(name) && end(false));
    request.onload = request.onerror = () => setTimeout(() => end(true), told);
    if (request instanceof HTMLLinkElement) document.head.append(request);
  });
}
