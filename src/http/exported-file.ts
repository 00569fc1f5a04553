/** Rows as a file that streams, page by page: CSV or JSON Lines. */
import type { HttpContext } from './hono-env.ts';

export interface FileFormat<Row> {
  /** The ending of the file's name. */
  extension: string;
  contentType: string;
  header: string;
  line(row: Row): string;
  /** The beginning of a line that has no end, so that nothing that reads the format takes the file for whole. */
  broken: string;
}

const BROKEN = 'This file is not whole: its export failed';

type Cell = string | number | boolean | Date | null | readonly string[];

export function csvFormat<Row extends Record<Column, Cell>, Column extends string>(
  columns: readonly Column[],
): FileFormat<Row> {
  return {
    extension: 'csv',
    contentType: 'text/csv; charset=utf-8; header=present',
    header: `${columns.join(',')}\r\n`,
    line: (row) => `${columns.map((column) => csvCell(row[column])).join(',')}\r\n`,
    broken: `"${BROKEN}`,
  };
}

export function jsonLinesFormat<Row>(): FileFormat<Row> {
  return {
    extension: 'jsonl',
    contentType: 'application/jsonl; charset=utf-8',
    header: '',
    line: (row) => `${JSON.stringify(row)}\n`,
    broken: `{"error":"${BROKEN}`,
  };
}

/** Spreadsheets run cells that begin like a formula. A telephone number is none. */
const FORMULA = /^[=+\-@\t\r]/;
const TELEPHONE = /^\+[\d ()./-]*$/;

/** RFC 4180; lists are separated by spaces, and a formula gets an apostrophe in front. */
function csvCell(value: Cell): string {
  if (value === null) return '';
  const given = Array.isArray(value) ? value.join(' ') : value instanceof Date ? value.toISOString() : String(value);
  const text = FORMULA.test(given) && !TELEPHONE.test(given) ? `'${given}` : given;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * The first page is read before the answer begins, so that its failure has a status. A later one breaks the file off, in
 * the middle of a line: workerd ends a chunked answer in order even when its body fails.
 */
export async function streamFile<Row>(
  c: HttpContext,
  pages: AsyncGenerator<Row[], void>,
  { name, format }: { name: string; format: FileFormat<Row> },
): Promise<Response> {
  const first = await pages.next();
  // When the reader hangs up its writes fail; those of a TransformStream would wait for ever, with the connection.
  const { readable, writable } = new IdentityTransformStream();
  const texts = (async function* () {
    if (format.header !== '') yield format.header;
    if (first.done) return;
    yield first.value.map(format.line).join('');
    for await (const rows of pages) yield rows.map(format.line).join('');
  })();
  const { background, log } = c.var.context;
  const onFailure = (error: unknown) => log.error('an exported file broke off', { file: name, error });
  // The connection to the database is kept until the file is written, or its reader is gone.
  background(write(texts, writable, { broken: format.broken, onFailure }));
  const disposition = `attachment; filename="${name}.${format.extension}"`;
  return c.body(readable, 200, { 'Content-Type': format.contentType, 'Content-Disposition': disposition });
}

interface Breaking {
  broken: string;
  onFailure(error: unknown): void;
}

/** A reader who goes away ends the export; one who is slow slows it down. */
async function write(
  texts: AsyncIterable<string>,
  writable: WritableStream<Uint8Array>,
  { broken, onFailure }: Breaking,
): Promise<void> {
  const writer = writable.getWriter();
  const encoder = new TextEncoder();
  const isTaken = (text: string) =>
    writer.write(encoder.encode(text)).then(
      () => true,
      () => false,
    );
  try {
    for await (const text of texts) if (!(await isTaken(text))) return;
  } catch (error) {
    onFailure(error);
    await isTaken(broken);
    await writer.abort(error).catch(() => undefined);
    return;
  }
  await writer.close().catch(() => undefined);
}
