import type { InboundMail } from '../../../output/inbound/mail-reader.ts';
import { sound } from './unmatched.store.ts';

/** Characters of a message. */
const longestText = 20_000;

/** Text as a message takes it; what is too long goes on in what is folded away. */
export function boundText({ visible, quoted }: Pick<InboundMail, 'visible' | 'quoted'>): {
  text: string;
  quoted: string | null;
} {
  const signs = sound(visible);
  const units = [...signs];
  if (units.length <= longestText)
    return { text: signs, quoted: quoted === null ? null : sound(quoted) };
  const rest = units.slice(longestText).join('');
  return {
    text: units.slice(0, longestText).join(''),
    quoted: sound(quoted === null ? rest : `${rest}\n${quoted}`),
  };
}
