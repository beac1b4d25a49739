import type { DocumentState } from '#contract/document-words';
import type { DocumentType, DocumentVersion, PortalDocument } from '#contract/documents';
import { isStarterType } from '#contract/document-words';
import { nothing, type TemplateResult } from 'lit';
import type { TextKey, Translate } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import { textIn, type View } from '../records/view.ts';

/** The name of a type in the language in use; its code where nobody named it. */
export function typeName(
  code: string,
  types: readonly DocumentType[] | undefined,
  { t, format }: View,
): string {
  const labels = types?.find((type) => type.code === code)?.labels;
  if (labels) return textIn(labels, format);
  return isStarterType(code) ? t(`document_type.${code}`) : code;
}

/** What is asked for without a title goes by its type. */
export const titleOf = (
  { title, type }: Pick<PortalDocument, 'title' | 'type'>,
  types: readonly DocumentType[] | undefined,
  view: View,
): string => (title === type ? typeName(type, types, view) : title);

export const ownerName = ({ kind, number }: PortalDocument['owner'], t: Translate): string =>
  t(`document.owner_${kind}`, { number });

const looks = {
  missing: ['warning', 'alert'],
  received: ['info', 'clock'],
  in_review: ['info', 'eye'],
  accepted: ['success', 'check'],
  rejected: ['danger', 'cross'],
  expired: ['danger', 'calendar'],
} as const;

/** How it stands with a document, as icon, word and colour. */
export function stateBadge(
  state: DocumentState | null,
  t: Translate,
): TemplateResult | typeof nothing {
  if (state === null) return nothing;
  const [tone, icon] = looks[state];
  return badge(tone, icon, t(`document.state_${state}`), `badge-${state}`);
}

/** What keeps a file from being handed out; nothing where nothing does. */
export function scanBadge(
  { scan }: DocumentVersion,
  t: Translate,
): TemplateResult | typeof nothing {
  if (scan === 'off' || scan === 'clean') return nothing;
  const tone = scan === 'pending' ? 'info' : 'danger';
  return badge(tone, scan === 'pending' ? 'clock' : 'alert', t(`document.scan_${scan}` as TextKey));
}
