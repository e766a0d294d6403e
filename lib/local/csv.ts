export interface CsvRecord {
  /** Where it begins, counted from 1. */
  line: number;
  cells: string[];
}

/**
 * The records of a text as Step Functions reads them: RFC 4180, and a backslash that escapes another one, a quote or a comma
 * and is dropped before anything else. Lines without anything are no records.
 */
export function readCsv(text: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let record: CsvRecord = { line: 1, cells: [] };
  let cell = '';
  let quoted = false;
  let line = 1;
  const endCell = (): void => {
    record.cells.push(cell);
    cell = '';
  };
  const endRecord = (): void => {
    endCell();
    if (record.cells.length > 1 || record.cells[0] !== '') records.push(record);
    record = { line, cells: [] };
  };
  const source = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at] ?? '';
    const next = source[at + 1] ?? '';
    if (char === '\n') line += 1;
    if (char === '\\') {
      if (next === '\\' || next === '"' || next === ',') {
        cell += next;
        at += 1;
      }
    } else if (quoted) {
      if (char !== '"') cell += char;
      else if (next !== '"') quoted = false;
      else {
        cell += '"';
        at += 1;
      }
    } else if (char === '"' && cell === '') quoted = true;
    else if (char === ',') endCell();
    else if (char === '\n') endRecord();
    else cell += char;
  }
  if (cell !== '' || record.cells.length > 0) endRecord();
  return records;
}

/** By the names of the first record: cells that are missing are empty, those beyond the names are left out. */
export function csvRows(text: string): { line: number; row: Record<string, string> }[] {
  const [header, ...records] = readCsv(text);
  const names = header?.cells.map((name) => name.trim()) ?? [];
  return records.map(({ line, cells }) => ({
    line,
    row: Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ''])),
  }));
}
