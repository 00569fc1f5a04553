/** Code that exists only in a test, with the library of statements in outline. */
import { virtualProject } from '../sources.ts';
import { Program } from './program.ts';

const STATEMENT = `
  export declare class Sql { text: string; }
  export interface Statement<Row = unknown> { row?: Row }
  export declare function sql<Row = unknown>(strings: unknown, ...values: unknown[]): Statement<Row> & Sql;
  export declare function list(parts: readonly Sql[]): Sql;
  declare global {
    interface Array<T> {
      map<U>(f: (item: T) => U): U[];
      filter(f: (item: T) => boolean): T[];
      reduce(f: (all: T, next: T) => T): T;
      push(item: T): number;
    }
    interface Object {}
    interface ObjectConstructor { values<T>(of: Record<string, T>): T[]; entries<T>(of: Record<string, T>): [string, T][] }
    var Object: ObjectConstructor;
    interface Date { getTime(): number; }
  }`;

/** @param others path → text */
export function virtualProgram(code: string, others: Record<string, string> = {}): Program {
  const files = { 'a.ts': `import { type Sql, type Statement, list, sql } from './statement.ts';\n${code}`, ...others };
  const { root, options } = virtualProject({ ...files, 'database/statement.ts': STATEMENT });
  return new Program(root, Object.keys(files), options);
}
