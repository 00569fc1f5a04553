/**
 * The checks of one request, as they run. Nothing is read or stored while they pass: a check only leaves its name, and
 * the function that would tell what it has seen.
 */
import { uuidv7 } from '../../lib/ids.ts';
import type { CheckName } from './catalogue.ts';

export type Fact = string | number | boolean | null | undefined | Date | readonly string[];
export type Seen = Readonly<Record<string, Fact>>;

export const NO_FACTS = (): Seen => ({});

/** Whose request it is, as far as that is known. */
export interface Concern {
  organisationId: string;
  /** The id (not the client_id) of the client. */
  clientId: string | null;
}

interface Step {
  /** Called after the answer, and only if the request failed. */
  facts: () => Seen;
  isPassed: boolean;
}

interface Run<T> {
  facts: () => Seen;
  run: () => T;
  isPassed: (result: unknown) => boolean;
}

export class Steps {
  readonly #steps = new Map<CheckName, Step>();
  #secrets: () => readonly string[] = () => [];
  #code: string | null = null;
  concern: Concern | null = null;
  /** The client_id of the request, when no client was found. */
  unknownClient: string | null = null;

  /** Runs a check that throws when it fails. */
  check<T>(name: CheckName, facts: () => Seen, run: () => T): T {
    return this.#run(name, { facts, run, isPassed: () => true });
  }

  /** Runs a check that returns what is wrong; null when nothing is. */
  fault<T>(name: CheckName, facts: () => Seen, run: () => T): T {
    return this.#run(name, { facts, run, isPassed: (fault) => fault === null });
  }

  /** A check has failed. */
  failed(name: CheckName, facts: () => Seen = NO_FACTS): void {
    this.#begin(name, facts);
  }

  /** A check has passed. */
  passed(name: CheckName, facts: () => Seen = NO_FACTS): void {
    this.#begin(name, facts).isPassed = true;
  }

  /** Values that no explanation may contain: what was sent as a secret. */
  hide(values: () => readonly string[]): void {
    this.#secrets = values;
  }

  get secrets(): readonly string[] {
    return this.#secrets();
  }

  /** The code of the explanation; null until one is made. */
  get code(): string | null {
    return this.#code;
  }

  /** 74 random bits: neither to be guessed nor a hint at anything but the time. */
  assignCode(now: Date): string {
    this.#code ??= uuidv7(now);
    return this.#code;
  }

  /** In the order in which they ran last. */
  *[Symbol.iterator](): Generator<{ check: CheckName; isPassed: boolean; facts: Seen }> {
    for (const [check, { facts, isPassed }] of this.#steps) yield { check, isPassed, facts: facts() };
  }

  #run<T>(name: CheckName, { facts, run, isPassed }: Run<T>): T {
    const step = this.#begin(name, facts);
    const end = <R>(result: R): R => {
      step.isPassed = isPassed(result);
      return result;
    };
    const result = run();
    return result instanceof Promise ? (result.then(end) as T) : end(result);
  }

  /** A check that runs again, for example with a second secret, counts as it ended last. */
  #begin(name: CheckName, facts: () => Seen): Step {
    const step = { facts, isPassed: false };
    this.#steps.delete(name);
    this.#steps.set(name, step);
    return step;
  }
}
