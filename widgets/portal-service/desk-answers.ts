import { html, nothing, type TemplateResult } from 'lit';
import type { ServiceDesk } from '#contract/service';
import { serviceLimits } from '#contract/service-words';
import { messageLimits } from '#contract/message-words';
import { button } from '../kit/button.ts';
import { field, fieldDescription, textField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { changed, type Change } from '../records/change.ts';
import { listSkeleton } from '../records/listing.ts';
import { Editor, given, inLanguages, type Texts } from './desk-editor.ts';

type Answer = { title: string; texts: Texts };

/** Answers that are written often, and how long a request may be opened again. */
export class AnswersEditor extends Editor {
  #answers: readonly Answer[] | undefined;
  #days: string | undefined;

  forget(): void {
    this.#answers = this.#days = undefined;
  }

  render(desk: ServiceDesk | undefined): TemplateResult {
    const { t } = this.options.view();
    if (!desk) return listSkeleton(4);
    const answers = this.#answers ?? desk.answers;
    const days = this.#days ?? String(desk.reopenDays);
    const set = (change: (now: readonly Answer[]) => readonly Answer[]) => {
      this.#answers = change(this.#answers ?? desk.answers);
      this.options.changed();
    };
    return html`<form
      class="editor"
      data-of="answers"
      novalidate
      @submit=${(event: Event) => {
        event.preventDefault();
        void this.#save(this.#answers ?? answers, this.#days ?? days);
      }}
    >
      ${textField({
        id: 'reopen-days',
        label: t('service_desk.reopen_days'),
        value: days,
        inputMode: 'numeric',
        maxLength: 2,
        onInput: (value) => {
          this.#days = value;
          this.options.changed();
        },
      })}
      <h3 class="subtitle">${t('service_desk.answers')}</h3>
      <p class="note">${t('service_desk.answer_hint')}</p>
      ${answers.map((answer, at) => this.#renderAnswer(answer, at, set))}
      <div>
        ${
          answers.length < serviceLimits.answers
            ? button({
                icon: 'chat',
                label: t('service_desk.answer_add'),
                onClick: () => set((now) => [...now, { title: '', texts: {} }]),
              })
            : nothing
        }
      </div>
      ${this.refusal ? notice('danger', this.refusal) : nothing}
      <div>
        ${button({ kind: 'primary', type: 'submit', label: t(this.busy ? 'service_desk.saving' : 'service_desk.save'), off: this.busy })}
      </div>
    </form>`;
  }

  #renderAnswer(
    { title, texts }: Answer,
    at: number,
    set: (change: (now: readonly Answer[]) => readonly Answer[]) => void,
  ): TemplateResult {
    const { t } = this.options.view();
    const write = (change: Change<Answer>) =>
      set((now) => now.map((one, index) => (index === at ? changed(one, change) : one)));
    return html`<fieldset>
      <legend>${title || t('service_desk.answer_add')}</legend>
      ${textField({ id: `answer-${at}`, label: t('service_desk.answer_title'), value: title, maxLength: 200, onInput: (value) => write({ title: value }) })}
      ${inLanguages((language) => {
        const id = `answer-${at}-${language}`;
        return field({
          id,
          label: t('service_desk.answer_text', {
            language: t(`service_desk.language_${language}`),
          }),
          control: html`<textarea
            class="input"
            part="input"
            id=${id}
            rows="4"
            maxlength=${messageLimits.text}
            aria-describedby=${fieldDescription(id)}
            .value=${texts[language] ?? ''}
            @input=${({ target }: Event) => {
              const { value } = target as HTMLTextAreaElement;
              write((now) => ({ texts: { ...now.texts, [language]: value } }));
            }}
          ></textarea>`,
        });
      })}
      <div>
        ${button({
          kind: 'quiet',
          icon: 'cross',
          label: t('service_desk.remove'),
          onClick: () => set((now) => now.filter((_, index) => index !== at)),
        })}
      </div>
    </fieldset>`;
  }

  async #save(answers: readonly Answer[], days: string): Promise<void> {
    const body = {
      reopenDays: Number(days),
      answers: answers.map(({ title, texts }) => ({ title: title.trim(), texts: given(texts) })),
    };
    if (await this.save((client) => client.call('PUT /service-desk', { body }))) this.forget();
  }
}
