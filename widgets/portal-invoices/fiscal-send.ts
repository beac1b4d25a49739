import { css } from 'lit';

/** Bytes of files that go in one request, and how many of them. */
const [portion, together] = [3_500_000, 100];

/** Files that go together in one request. */
export function* portionsOf(files: readonly File[]): Generator<File[]> {
  let [some, bytes]: [File[], number] = [[], 0];
  for (const file of files) {
    if (some.length > 0 && (bytes + file.size > portion || some.length >= together)) {
      yield some;
      [some, bytes] = [[], 0];
    }
    some.push(file);
    bytes += file.size;
  }
  if (some.length > 0) yield some;
}

/** A file as the server takes it. */
export async function sent(file: File): Promise<{ name: string; content: string }> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += 32_768)
    binary += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return { name: file.name.slice(-255), content: btoa(binary) };
}

export const loadStyles = css`
  .drop {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: calc(var(--p-space) * 3);
    padding: calc(var(--p-space) * 6);
    border: 1px dashed var(--p-color-border-strong, currentcolor);
    border-radius: var(--p-radius-medium);
  }
  .drop.over {
    background: var(--p-color-info-surface);
  }
  .drop p {
    margin: 0;
    max-inline-size: 62ch;
  }
  .why {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 2);
    color: var(--p-color-muted);
  }
  .decide {
    display: inline-flex;
    align-items: center;
    gap: var(--p-space);
    color: var(--p-color-text);
  }
`;
