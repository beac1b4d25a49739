import { html, type TemplateResult } from 'lit';
import type { AccessSettings } from '#contract/settings';
import { accessBounds, resetWays } from '#contract/settings-words';
import { button } from '../kit/button.ts';
import { textField } from '../kit/field.ts';
import { Card, choice, part } from './card.ts';
import type { Desk } from './desk.ts';
import { wrongControls } from '../records/focus.ts';

type Policy = AccessSettings['passwordPolicy'];
const policies = {
  standard: { minLength: 12, maxLength: 128, characters: 'any' },
  short: { minLength: 8, maxLength: 10, characters: 'alphanumeric' },
} as const satisfies Record<string, Policy>;
type PolicyName = keyof typeof policies | 'own';

/** What is typed; numbers stay text until they are sent. */
type Draft = {
  policy: PolicyName;
  minLength: string;
  resetBy: AccessSettings['resetBy'];
  idle: string;
  life: string;
};

const same = (a: Policy, b: Policy): boolean =>
  a.minLength === b.minLength && a.maxLength === b.maxLength && a.characters === b.characters;

const nameOf = (policy: Policy): PolicyName =>
  same(policy, policies.standard) ? 'standard' : same(policy, policies.short) ? 'short' : 'own';

const hours = (minutes: number) => minutes / 60;

const draftOf = ({ passwordPolicy, resetBy, idleMinutes, lifeMinutes }: AccessSettings): Draft => ({
  policy: nameOf(passwordPolicy),
  minLength: String(passwordPolicy.minLength),
  resetBy,
  idle: String(idleMinutes),
  life: String(hours(lifeMinutes)),
});

/** Bounds of what is typed: the life is typed in hours. */
const bounds = {
  minLength: accessBounds.minLength,
  idle: accessBounds.idleMinutes,
  life: { min: 1, max: hours(accessBounds.lifeMinutes.max) },
} as const;
type Field = keyof typeof bounds;

/** How people sign in: passwords, what a forgotten one is answered with, and how long sessions last. */
export class AccessCard extends Card<AccessSettings> {
  #draft: Partial<Draft> = {};

  constructor(desk: Desk) {
    super(desk, {
      name: 'access',
      permission: 'settings.manage',
      load: (client, signal) => client.call('GET /settings/access', { signal }),
    });
  }

  protected forget(): void {
    this.#draft = {};
  }

  protected content(settings: AccessSettings): TemplateResult {
    const { t } = this.view;
    const draft = { ...draftOf(settings), ...this.#draft };
    const submit = (event: Event) => {
      event.preventDefault();
      // What is typed now, which may be more than is drawn.
      void this.#save(settings, { ...draftOf(settings), ...this.#draft });
    };
    return html`<form class="form" part="form" data-of="access" novalidate @submit=${submit}>
      ${part(t('settings.policy'), t('settings.policy_note'), this.#renderPolicy(draft))}
      ${part(t('settings.reset'), '', this.#renderReset(draft))}
      ${part(t('settings.lives'), t('settings.lives_note'), this.#renderLives(draft))}
      <div class="actions">
        ${button({
          kind: 'primary',
          type: 'submit',
          label: t(this.busy ? 'settings.saving' : 'settings.save'),
          off: this.busy,
        })}
      </div>
    </form>`;
  }

  #renderPolicy(draft: Draft): TemplateResult {
    const { t } = this.view;
    const way = (policy: PolicyName) =>
      choice('policy', {
        label: t(`settings.policy_${policy}`),
        checked: draft.policy === policy,
        onChoose: () => this.#put({ policy }),
      });
    return html`<fieldset class="choices">
        <legend class="visually-hidden">${t('settings.policy')}</legend>
        ${way('standard')} ${way('short')} ${way('own')}
      </fieldset>
      ${draft.policy === 'own' ? this.#renderNumber('minLength', draft, t('settings.policy_min')) : ''}`;
  }

  #renderReset(draft: Draft): TemplateResult {
    const { t } = this.view;
    return html`<fieldset class="choices">
      <legend class="visually-hidden">${t('settings.reset')}</legend>
      ${resetWays.map((resetBy) =>
        choice('reset', {
          label: t(resetBy === 'link' ? 'settings.reset_link' : 'settings.reset_temporary'),
          checked: draft.resetBy === resetBy,
          onChoose: () => this.#put({ resetBy }),
        }),
      )}
    </fieldset>`;
  }

  #renderLives(draft: Draft): TemplateResult {
    const { t } = this.view;
    return html`<div class="pair">
      ${this.#renderNumber('idle', draft, t('settings.idle'))}
      ${this.#renderNumber('life', draft, t('settings.life'))}
    </div>`;
  }

  #renderNumber(name: Field, draft: Draft, label: string): TemplateResult {
    const { t } = this.view;
    return textField({
      id: name,
      label,
      hint: t('settings.idle_hint', bounds[name]),
      value: draft[name],
      error: this.problems[name],
      inputMode: 'numeric',
      maxLength: 6,
      onInput: (value) => this.#put({ [name]: value }),
    });
  }

  #put(change: Partial<Draft>): void {
    this.set(() => (this.#draft = { ...this.#draft, ...change }));
  }

  /** What is wrong with the numbers that count, by field. */
  #faults(draft: Draft): Partial<Record<Field, string>> {
    const { t } = this.view;
    const fields: Field[] =
      draft.policy === 'own' ? ['minLength', 'idle', 'life'] : ['idle', 'life'];
    const wrong = fields.filter((name) => {
      const { min, max } = bounds[name];
      const number = Number(draft[name]);
      // A life that was set in minutes may be part of an hour.
      const whole = name === 'life' ? Number.isInteger(number * 60) : Number.isInteger(number);
      return !draft[name].trim() || !whole || number < min || number > max;
    });
    return Object.fromEntries(
      wrong.map((name) => [name, t('settings.whole_number', bounds[name])]),
    );
  }

  async #save({ version, passwordPolicy }: AccessSettings, draft: Draft): Promise<void> {
    const faults = this.#faults(draft);
    if (Object.keys(faults).length > 0) {
      this.set(() => (this.problems = faults));
      this.desk.announce(Object.values(faults).join(' '));
      return this.desk.focus(wrongControls);
    }
    const { policy } = draft;
    const own = {
      ...(nameOf(passwordPolicy) === 'own' ? passwordPolicy : policies.standard),
      minLength: Number(draft.minLength),
    };
    const done = await this.act(async () => {
      this.take(
        await this.client.call('PUT /settings/access', {
          body: {
            version,
            passwordPolicy: policy === 'own' ? own : policies[policy],
            resetBy: draft.resetBy,
            idleMinutes: Number(draft.idle),
            lifeMinutes: Math.round(Number(draft.life) * 60),
          },
        }),
      );
      this.#draft = {};
    });
    if (done) return this.say('success', this.view.t('settings.saved'));
    // The server's names of the fields, where they are others.
    const {
      idleMinutes: idle,
      lifeMinutes: life,
      'passwordPolicy.minLength': minLength,
    } = this.problems;
    if (idle || life || minLength) this.set(() => (this.problems = { idle, life, minLength }));
  }
}
