import { html, nothing, type TemplateResult } from 'lit';
import type { OwnSession } from '#contract/account';
import { formatInstant, type FormatContext, type Translate } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { icon } from '../kit/icons.ts';

/** All sessions but this one, where the id of a session would stand. */
export const others = 'others';

export type SessionsOptions = {
  t: Translate;
  format: FormatContext;
  sessions: readonly OwnSession[];
  /** The session, or `others`, that is about to be ended; empty while none is. */
  asking: string;
  ending: boolean;
  onAsk: (id: string) => void;
  onEnd: (id: string) => void;
};

/** A session in words: `Firefox en Windows`. */
export function deviceOf({ browser, system }: OwnSession, t: Translate): string {
  if (browser && system) return t('account.device', { browser, system });
  return browser ?? system ?? t('account.unknown_device');
}

/** Where the person is signed in, this place first. */
export function sessionList(options: SessionsOptions): TemplateResult {
  const { t, sessions, asking } = options;
  const ordered = sessions.toSorted((a, b) => Number(b.current) - Number(a.current));
  const endOthers = button({
    label: t('account.end_others'),
    onClick: () => options.onAsk(others),
  });
  return html`
    <ul class="sessions" @keydown=${escape(options)}>
      ${ordered.map((session) => row(session, options))}
    </ul>
    ${
      sessions.length < 3
        ? nothing
        : html`<div class="end-others" data-session=${others} @keydown=${escape(options)}>
            ${asking === others ? question(others, options) : endOthers}
          </div>`
    }
  `;
}

const escape =
  ({ asking, onAsk }: SessionsOptions) =>
  (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !asking) return;
    event.stopPropagation();
    onAsk('');
  };

function row(session: OwnSession, options: SessionsOptions): TemplateResult {
  const { t, format, asking } = options;
  const { id, current, seenAt, origin } = session;
  const device = deviceOf(session, t);
  const seen = t('account.seen', { time: formatInstant(seenAt, format) });
  const end = button({
    kind: 'quiet',
    label: t('account.end'),
    name: t('account.end_named', { device }),
    onClick: () => options.onAsk(id),
  });
  return html`<li class="session" data-session=${id}>
    <span class="device">${icon('device')}</span>
    <div class="where">
      <p class="browser">
        ${device} ${current ? badge('success', 'check', t('account.here')) : nothing}
      </p>
      <p class="seen">
        ${origin ? html`<span class="site">${siteOf(origin)}</span>` : nothing}<span>${seen}</span>
      </p>
    </div>
    ${current || asking === id ? nothing : end} ${asking === id ? question(id, options) : nothing}
  </li>`;
}

function question(id: string, { t, ending, onAsk, onEnd }: SessionsOptions): TemplateResult {
  const key = id === others ? 'account.end_others_question' : 'account.end_question';
  const confirm = id === others ? 'account.end_others_confirm' : 'account.end_confirm';
  return html`<div class="question" role="group" aria-labelledby="question">
    <p id="question">${t(key)}</p>
    <div class="actions">
      ${button({ label: t(confirm), off: ending, onClick: () => onEnd(id) })}
      ${button({ kind: 'quiet', label: t('account.cancel'), onClick: () => onAsk('') })}
    </div>
  </div>`;
}

/** A site by its host name; the rest of its address says nothing to a person. */
const siteOf = (origin: string): string => (URL.canParse(origin) ? new URL(origin).host : origin);
