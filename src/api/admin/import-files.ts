/** Reads the rows of an uploaded file, CSV (RFC 4180) or JSON Lines, as it arrives: never the whole file at once. */
import { parse } from 'csv-parse/stream';
import { AppError } from '../../errors.ts';

/** Counted from 1, without the header of a CSV file. */
export type FileRow = { row: number; value: Record<string, unknown> } | { row: number; fault: string };

/** Characters of one row. A file without line ends would fill the memory. */
const ROW_LENGTH_MAX = 65_536;

type Body = ReadableStream<Uint8Array>;

/**
 * Empty cells count as absent.
 * @param columns the columns that there may be
 * @param from the number of rows before the first one of this body
 * @throws bad_request for a header with other columns, or a body that is no CSV
 */
export async function* readCsv(body: Body, columns: readonly string[], from: number): AsyncGenerator<FileRow> {
  const options = { bom: true, relax_column_count: true, skip_empty_lines: true, max_record_size: ROW_LENGTH_MAX };
  let header: string[] | undefined;
  let row = from;
  try {
    for await (const cells of body.pipeThrough(parse(options) as ReadableWritablePair<string[], Uint8Array>)) {
      if (header) yield csvRow(++row, header, cells);
      else header = headerOf(cells, columns);
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('bad_request', `The file cannot be read as CSV after row ${row}`, { cause: error });
  }
}

function headerOf(cells: readonly string[], columns: readonly string[]): string[] {
  const names = cells.map((cell) => cell.trim());
  const unknown = names.filter((name) => !columns.includes(name));
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  if (unknown.length === 0 && repeated.length === 0) return names;
  const message = unknown.length > 0 ? `Unknown columns: ${unknown.join(', ')}` : `Repeated: ${repeated.join(', ')}`;
  throw new AppError('bad_request', message, { extensions: { errors: [{ path: ['header'], message }] } });
}

function csvRow(row: number, header: readonly string[], cells: readonly string[]): FileRow {
  if (cells.length !== header.length) {
    return { row, fault: `The row has ${cells.length} cells, and the header ${header.length}` };
  }
  const filled = header.map((name, index) => [name, cells[index]] as const).filter(([, cell]) => cell !== '');
  return { row, value: Object.fromEntries(filled) };
}

/** @throws bad_request for a line that is too long */
export async function* readJsonLines(body: Body, from: number): AsyncGenerator<FileRow> {
  let row = from;
  for await (const line of lines(body)) {
    if (line.trim() === '') continue;
    row++;
    const value = parseJson(line);
    yield isRecord(value) ? { row, value } : { row, fault: 'The line is not a JSON object' };
  }
}

async function* lines(body: Body): AsyncGenerator<string> {
  let rest = '';
  for await (const text of body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)) {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
    if (rest.length > ROW_LENGTH_MAX) throw new AppError('bad_request', `A line is longer than ${ROW_LENGTH_MAX}`);
  }
  yield rest;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
