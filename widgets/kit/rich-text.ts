import { html, nothing, type TemplateResult } from 'lit';
import type { RichNode, RichText } from '#contract/rich-text';

/** Where a link may lead; held here as well, whatever an answer says. */
const leads = /^(?:https:\/\/|mailto:|tel:)/i;

/** Draws a text with its form. What it is made of are templates, never HTML. */
export const richText = (tree: RichText): TemplateResult =>
  html`<div class="rich" part="rich-text">${tree.map(draw)}</div>`;

function draw(node: RichNode): unknown {
  if (node.type === 'text') return node.value;
  if (node.type === 'br') return html`<br />`;
  const content = node.children.map(draw);
  switch (node.type) {
    case 'p':
      return html`<p>${content}</p>`;
    // Below the heading that the element has.
    case 'h2':
      return html`<h3>${content}</h3>`;
    case 'h3':
      return html`<h4>${content}</h4>`;
    case 'ul':
      return html`<ul>
        ${content}
      </ul>`;
    case 'ol':
      return html`<ol>
        ${content}
      </ol>`;
    case 'li':
      return html`<li>${content}</li>`;
    case 'strong':
      return html`<strong>${content}</strong>`;
    case 'em':
      return html`<em>${content}</em>`;
    case 'link':
      return leads.test(node.href)
        ? html`<a href=${node.href} target="_blank" rel="noopener noreferrer">${content}</a>`
        : content;
    default:
      return nothing;
  }
}
