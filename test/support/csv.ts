/** Reads RFC 4180 back, as a spreadsheet of a region would: rows of cells. */
export function parseCsv(text: string, separator: ',' | ';' = ','): string[][] {
  const rows: string[][] = [[]];
  const form = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^${separator}\\r\\n"]*))(${separator}|\\r\\n|$)`,
    'gy',
  );
  for (
    let match = form.exec(text);
    match && form.lastIndex <= text.length;
    match = form.exec(text)
  ) {
    rows.at(-1)!.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\r\n') rows.push([]);
    if (match[3] === '' || form.lastIndex === text.length) break;
  }
  return rows;
}
