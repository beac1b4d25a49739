import { html, type TemplateResult } from 'lit';
import { webhookKinds, webhookTest, webhookUrl, type WebhookKind } from '#contract/webhook-words';
import type { TextKey, Translate } from '../core/index.ts';
import { textField } from '../kit/field.ts';
import { isTicked, ticked, type Change } from '../records/change.ts';
import type { View } from '../records/view.ts';
import type { Problems } from './card.ts';

/** What is typed of an address. */
export type WebhookDraft = { name: string; url: string; kinds: readonly WebhookKind[] };
export const newWebhook: WebhookDraft = { name: '', url: '', kinds: [] };

/** What is told, in the words of people. */
export const kindName = (kind: string, t: Translate): string =>
  kind === webhookTest
    ? t('settings.webhook_test_kind')
    : t(`settings.webhook_${kind.replace('.', '_')}` as TextKey);

/** The fields of an address. */
export function webhookFields(
  {
    view: { t },
    draft,
    problems,
    inside,
  }: { view: View; draft: WebhookDraft; problems: Problems; inside: boolean },
  onDraft: (change: Change<WebhookDraft>) => void,
): TemplateResult {
  const set = (kind: WebhookKind, on: boolean) =>
    onDraft(({ kinds }) => {
      const told = ticked(kinds, kind, on);
      return { kinds: webhookKinds.filter((other) => told.includes(other)) };
    });
  return html`${textField({
      id: 'name',
      label: t('settings.webhook_name'),
      hint: t('settings.webhook_name_hint'),
      value: draft.name,
      error: problems.name,
      required: true,
      maxLength: 200,
      onInput: (name) => onDraft({ name }),
    })}
    ${textField({
      id: 'url',
      label: t('settings.webhook_url'),
      hint: t(inside ? 'settings.webhook_url_inside' : 'settings.webhook_url_hint'),
      value: draft.url,
      error: problems.url,
      required: true,
      maxLength: webhookUrl,
      placeholder: 'https://',
      onInput: (url) => onDraft({ url }),
    })}
    <fieldset class="choices grid" aria-describedby="kinds-note">
      <legend>${t('settings.webhook_kinds')}</legend>
      ${webhookKinds.map(
        (kind) =>
          html`<label class="choice"
            ><input
              type="checkbox"
              .checked=${draft.kinds.includes(kind)}
              @change=${(event: Event) => set(kind, isTicked(event))}
            />${kindName(kind, t)}</label
          >`,
      )}
    </fieldset>
    <p class="note" id="kinds-note" ?hidden=${!problems.kinds}>${problems.kinds}</p>`;
}
