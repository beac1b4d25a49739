// All icons: whoever draws one that signing in has no need of takes it from here.
import type { TemplateResult } from 'lit';
import { addOutlines, icon as draw, type IconName } from './icon.ts';
import { moreOutlines } from './outlines.ts';

addOutlines(moreOutlines);

export { iconStyles, type IconName } from './icon.ts';

/** An icon in the colour of the text around it. It says nothing by itself: put words beside it. */
export const icon = (name: IconName): TemplateResult => draw(name);
