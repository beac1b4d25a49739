import { fromMarkdown } from 'mdast-util-from-markdown';
import { richLink, type RichNode, type RichText } from '#contract/rich-text';

type Nodes = ReturnType<typeof fromMarkdown>['children'][number];
type PhrasingContent = Extract<Nodes, { type: 'paragraph' }>['children'][number];

/** Lists and quotes within each other, at most; what is deeper is text. */
const deepest = 8;

/**
 * Reads a small Markdown as a tree: paragraphs, two levels of headings, lists, emphasis, links and line breaks. All
 * else, HTML above all, is the text that it was written as. Links lead to https, mailto and tel.
 */
export function toRichText(source: string): RichText {
  const written = (node: Nodes): string =>
    source.slice(node.position?.start.offset, node.position?.end.offset);
  const asText = (node: Nodes): RichNode => ({ type: 'text', value: written(node) });

  const inline = (node: PhrasingContent, depth: number): RichNode[] => {
    const children = (of: { children: PhrasingContent[] }): RichNode[] =>
      of.children.flatMap((child) => inline(child, depth + 1));
    if (depth > deepest) return [asText(node)];
    switch (node.type) {
      case 'text':
        return [{ type: 'text', value: node.value }];
      case 'break':
        return [{ type: 'br' }];
      case 'strong':
        return [{ type: 'strong', children: children(node) }];
      case 'emphasis':
        return [{ type: 'em', children: children(node) }];
      case 'link':
        return richLink.test(node.url)
          ? [{ type: 'link', href: node.url, children: children(node) }]
          : [asText(node)];
      default:
        return [asText(node)];
    }
  };

  const block = (node: Nodes, depth: number): RichNode[] => {
    if (depth > deepest) return [{ type: 'p', children: [asText(node)] }];
    switch (node.type) {
      case 'paragraph':
        return [{ type: 'p', children: node.children.flatMap((child) => inline(child, depth)) }];
      case 'heading':
        return [
          {
            type: node.depth < 3 ? 'h2' : 'h3',
            children: node.children.flatMap((child) => inline(child, depth)),
          },
        ];
      case 'list':
        return [
          {
            type: node.ordered ? 'ol' : 'ul',
            children: node.children.map((item) => ({
              type: 'li',
              children: item.children.flatMap((child) => block(child, depth + 1)),
            })),
          },
        ];
      default:
        return [{ type: 'p', children: [asText(node)] }];
    }
  };

  return fromMarkdown(source).children.flatMap((node) => block(node, 0));
}
