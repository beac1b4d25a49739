/**
 * Rows of comma-separated text: quoted fields may hold commas, line breaks and doubled quotes; a
 * quote inside an unquoted field is an ordinary character. Empty lines are skipped. Each row knows
 * the line of the file it begins on.
 */
export function* csvRows(text: string): Generator<{ line: number; fields: string[] }> {
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const begin = line;
    const fields: string[] = [];
    let last = false;
    while (!last) {
      const field = text[at] === '"' ? quoted(text, at) : plain(text, at);
      fields.push(field.value);
      line += field.breaks;
      at = field.end;
      last = text[at] !== ',';
      at += 1;
    }
    // A row ends with LF, CR LF or the end of the text.
    if (text[at - 1] === '\r' && text[at] === '\n') at += 1;
    line += 1;
    if (fields.length > 1 || fields[0] !== '') yield { line: begin, fields };
  }
}

type Field = { value: string; end: number; breaks: number };

const stop = /[,\r\n]/g;

function plain(text: string, start: number): Field {
  stop.lastIndex = start;
  const end = stop.exec(text)?.index ?? text.length;
  return { value: text.slice(start, end), end, breaks: 0 };
}

function quoted(text: string, start: number): Field {
  let end = start + 1;
  for (;;) {
    end = text.indexOf('"', end);
    if (end < 0) throw new SyntaxError(`The quote at character ${start} is never closed`);
    if (text[end + 1] !== '"') break;
    end += 2;
  }
  const value = text.slice(start + 1, end).replaceAll('""', '"');
  // What stands between the closing quote and the next comma still belongs to the field.
  const rest = plain(text, end + 1);
  return { value: value + rest.value, end: rest.end, breaks: value.split('\n').length - 1 };
}
