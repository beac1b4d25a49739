import { html, nothing, type TemplateResult } from 'lit';
import type { DepartmentName } from '#contract/departments';
import type { CategoryField, ServiceCategories, ServiceCategory } from '#contract/service';
import {
  categoryIcons,
  fieldKinds,
  requestPriorities,
  serviceLimits,
  type FieldKind,
  type RequestPriority,
} from '#contract/service-words';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { field, fieldDescription, selectField, textField } from '../kit/field.ts';
import { icon } from '../kit/icons.ts';
import { notice } from '../kit/notice.ts';
import { changed, type Change } from '../records/change.ts';
import { departmentOptions } from '../records/department.ts';
import { listSkeleton } from '../records/listing.ts';
import { Editor, given, inLanguages, type Texts } from './desk-editor.ts';
import { categoryName } from './words.ts';

type Targets = NonNullable<ServiceCategory['rules']>['targets'];
/**
 * A field as it is being edited: `options` of a choice are lines of `code = text` in the editor's language, and `kept`
 * those it came with, in all of theirs.
 */
type Field = {
  key: string;
  kind: FieldKind;
  labels: Texts;
  required: boolean;
  options: string;
  kept: CategoryField['options'];
};
const emptyField: Field = {
  key: '',
  kind: 'text',
  labels: {},
  required: false,
  options: '',
  kept: [],
};
type Draft = {
  code: string;
  version: number;
  labels: Texts;
  icon: ServiceCategory['icon'];
  visible: boolean;
  erp: boolean;
  department: string;
  priority: RequestPriority;
  targets: Targets;
  fields: readonly Field[];
};

const fresh: Draft = {
  code: '',
  version: 0,
  labels: {},
  icon: 'chat',
  visible: true,
  erp: false,
  department: '',
  priority: 'normal',
  targets: {},
  fields: [],
};

/** What can be asked for: the categories, and one of them with its promises and fields. */
export class CategoryEditor extends Editor {
  #draft: Draft | undefined;

  close(): void {
    this.#draft = undefined;
    this.refusal = '';
    this.options.changed();
  }

  /** Those that can answer a category. */
  #departments: readonly DepartmentName[] = [];

  render(
    offer: ServiceCategories | undefined,
    departments: readonly DepartmentName[] | undefined,
  ): TemplateResult {
    this.#departments = departments ?? [];
    if (this.#draft) return this.#renderForm(this.#draft);
    const view = this.options.view();
    const { t } = view;
    if (!offer || !departments) return listSkeleton(4);
    return html`<div class="editor">
      <ul class="editor-list">
        ${offer.items.map((one) => {
          const name = categoryName(one, view);
          return html`<li>
            ${icon(one.icon)}
            <span
              >${name}
              <small>${one.code}</small>
              ${one.visible ? nothing : badge('neutral', 'eye-off', t('service_desk.hidden'))}</span
            >
            ${button({ label: t('service_desk.edit'), name: t('service_desk.category_edit', { name }), onClick: () => this.#set(draftOf(one, this.options.view().format.language)) })}
          </li>`;
        })}
      </ul>
      <div>
        ${button({ kind: 'primary', label: t('service_desk.category_new'), onClick: () => this.#set(fresh) })}
      </div>
    </div>`;
  }

  #set(change: Change<Draft>): void {
    this.#draft = changed({ ...fresh, ...this.#draft }, change);
    this.options.changed();
  }

  #renderForm(draft: Draft): TemplateResult {
    const { t } = this.options.view();
    const tick = (name: 'visible' | 'erp') =>
      html`<label class="tick"
        ><input
          type="checkbox"
          .checked=${draft[name]}
          @change=${(event: Event) => this.#set({ [name]: (event.target as HTMLInputElement).checked })}
        />${t(`service_desk.${name}`)}</label
      >`;
    return html`<form
      class="editor"
      data-of="category ${draft.version ? draft.code : ''}"
      novalidate
      @submit=${(event: Event) => {
        event.preventDefault();
        void this.#save(this.#draft ?? draft);
      }}
    >
      <div class="triple">
        ${textField({ id: 'category-code', label: t('service_desk.code'), hint: t('service_desk.code_hint'), value: draft.code, maxLength: 40, readOnly: draft.version > 0, onInput: (code) => this.#set({ code }) })}
        ${selectField({
          id: 'category-icon',
          label: t('service_desk.icon'),
          value: draft.icon,
          options: categoryIcons.map((one) => [one, t(`service_desk.icon_${one}`)] as const),
          onChange: (one) => this.#set({ icon: one as Draft['icon'] }),
        })}
        ${selectField({
          id: 'category-department',
          label: t('service_desk.department'),
          value: draft.department,
          options: departmentOptions(
            this.#departments,
            null,
            t('service_desk.department_none'),
            this.options.view(),
          ),
          onChange: (department) => this.#set({ department }),
        })}
      </div>
      ${this.#labels('category', draft.labels, (labels) => this.#set((now) => ({ labels: { ...now.labels, ...labels } })))}
      ${tick('visible')} ${tick('erp')} ${this.#renderTargets(draft)}
      <h3 class="subtitle">${t('service_desk.fields')}</h3>
      ${draft.fields.map((one, at) => this.#renderField(one, at))}
      <div>
        ${
          draft.fields.length < serviceLimits.fields
            ? button({
                label: t('service_desk.field_add'),
                onClick: () => this.#set(({ fields }) => ({ fields: [...fields, emptyField] })),
              })
            : nothing
        }
      </div>
      ${this.refusal ? notice('danger', this.refusal) : nothing}
      <div class="actions">
        ${button({ kind: 'primary', type: 'submit', label: t(this.busy ? 'service_desk.saving' : 'service_desk.save'), off: this.busy })}
        ${button({ kind: 'quiet', label: t('service.cancel_form'), onClick: () => this.close() })}
      </div>
    </form>`;
  }

  #labels(id: string, labels: Texts, set: (labels: Texts) => void): TemplateResult {
    const { t } = this.options.view();
    return inLanguages((language) =>
      textField({
        id: `${id}-${language}`,
        label: t('service_desk.label', { language: t(`service_desk.language_${language}`) }),
        value: labels[language] ?? '',
        maxLength: 200,
        onInput: (text) => set({ [language]: text }),
      }),
    );
  }

  /** Working minutes that are promised, by priority. */
  #renderTargets(draft: Draft): TemplateResult {
    const { t } = this.options.view();
    const minutes = (priority: RequestPriority, which: 'response' | 'resolution') =>
      textField({
        id: `${which}-${priority}`,
        label: t(`service_desk.${which}_minutes`),
        value: String(draft.targets[priority]?.[which] ?? ''),
        inputMode: 'numeric',
        maxLength: 6,
        onInput: (text) =>
          this.#set(({ targets }) => {
            const before = targets[priority] ?? { response: null, resolution: null };
            const after = { ...before, [which]: Number.parseInt(text, 10) || null };
            return { targets: { ...targets, [priority]: after } };
          }),
      });
    return html`${selectField({
      id: 'category-priority',
      label: t('service_desk.default_priority'),
      value: draft.priority,
      options: requestPriorities.map((one) => [one, t(`service_desk.priority_${one}`)] as const),
      onChange: (priority) => this.#set({ priority: priority as RequestPriority }),
    })}
    ${requestPriorities.map(
      (priority) =>
        html`<fieldset>
          <legend>${t(`service_desk.priority_${priority}`)}</legend>
          <div class="triple">
            ${minutes(priority, 'response')} ${minutes(priority, 'resolution')}
          </div>
        </fieldset>`,
    )}`;
  }

  #renderField(one: Field, at: number): TemplateResult {
    const { t } = this.options.view();
    const set = (change: Partial<Field>) =>
      this.#set(({ fields }) => ({
        fields: fields.map((other, index) =>
          index === at
            ? { ...other, ...change, labels: { ...other.labels, ...change.labels } }
            : other,
        ),
      }));
    const id = `field-${at}`;
    return html`<fieldset>
      <legend>${t('service_desk.field_no', { number: at + 1 })}</legend>
      <div class="triple">
        ${textField({ id: `${id}-key`, label: t('service_desk.code'), value: one.key, maxLength: 40, onInput: (key) => set({ key }) })}
        ${selectField({
          id: `${id}-kind`,
          label: t('service_desk.field_kind'),
          value: one.kind,
          options: fieldKinds.map((kind) => [kind, t(`service_desk.kind_${kind}`)] as const),
          onChange: (kind) => set({ kind: kind as FieldKind }),
        })}
        <label class="tick"
          ><input
            type="checkbox"
            .checked=${one.required}
            @change=${(event: Event) => set({ required: (event.target as HTMLInputElement).checked })}
          />${t('service_desk.field_required')}</label
        >
      </div>
      ${this.#labels(id, one.labels, (labels) => set({ labels }))}
      ${
        one.kind === 'select'
          ? field({
              id: `${id}-options`,
              label: t('service_desk.field_options'),
              control: html`<textarea
                class="input"
                part="input"
                id="${id}-options"
                rows="4"
                aria-describedby=${fieldDescription(`${id}-options`)}
                .value=${one.options}
                @input=${(event: Event) => set({ options: (event.target as HTMLTextAreaElement).value })}
              ></textarea>`,
            })
          : nothing
      }
      <div>
        ${button({ kind: 'quiet', icon: 'cross', label: t('service_desk.remove'), onClick: () => this.#set(({ fields }) => ({ fields: fields.filter((_, index) => index !== at) })) })}
      </div>
    </fieldset>`;
  }

  async #save(draft: Draft): Promise<void> {
    const { code, department, fields, labels, ...rest } = draft;
    const { language } = this.options.view().format;
    const body = {
      ...rest,
      labels: given(labels),
      department: department || null,
      fields: fields.map(({ options, kept, labels: own, ...one }) => ({
        ...one,
        labels: given(own),
        options: one.kind === 'select' ? optionsOf(options, kept, language) : [],
      })),
    };
    const params = { code: code.trim() };
    const saved = await this.save((client) =>
      client.call('PUT /service-categories/:code', { params, body }),
    );
    if (saved) this.close();
  }
}

const draftOf = ({ rules, fields, ...one }: ServiceCategory, language: Language): Draft => ({
  ...fresh,
  ...one,
  ...rules,
  department: rules?.department ?? '',
  fields: fields.map(({ options, ...field }) => ({
    ...field,
    options: linesOf(options, language),
    kept: options,
  })),
});

type Option = CategoryField['options'][number];
type Language = keyof Option['labels'];

/** The text of an option in a language, or in another where that has none. */
const labelOf = ({ value, labels }: Option, language: Language): string =>
  labels[language] ?? Object.values(labels)[0] ?? value;

/** The options of a choice as lines of `code = text`. */
export const linesOf = (options: readonly Option[], language: Language): string =>
  options.map((one) => `${one.value} = ${labelOf(one, language)}`).join('\n');

/** The options that lines say, with the texts that those of the same code had in other languages. */
export function optionsOf(text: string, kept: readonly Option[], language: Language): Option[] {
  return text.split('\n').flatMap((row) => {
    const [value = '', label = ''] = row.split(/=(.*)/s).map((part) => part.trim());
    if (!value) return [];
    const before = kept.find((one) => one.value === value);
    // A text of another language that stands in for a missing one stays what it is.
    if (before && labelOf(before, language) === label) return [before];
    return [{ value, labels: { ...before?.labels, [language]: label || value } }];
  });
}
