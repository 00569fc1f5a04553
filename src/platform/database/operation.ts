/** A Prisma operation that has not begun. Awaited, it runs alone; given to a flight, it is sent with the others. */
export class Operation<T = unknown> implements PromiseLike<T> {
  /** The model's property and the operation, e.g. `user.update`. */
  readonly name: string;
  readonly #run: () => Promise<T>;
  #begun: Promise<T> | undefined;

  /** @param run sends the operation's statements to the destination in the asynchronous context */
  constructor(name: string, run: () => Promise<T>) {
    this.name = name;
    this.#run = run;
  }

  /** @throws Error when it has begun already: its effect would happen twice */
  begin(): Promise<T> {
    if (this.#begun) throw new Error(`${this.name} was awaited before its flight: hand it over as it is`);
    this.#begun = this.#run();
    return this.#begun;
  }

  // biome-ignore lint/suspicious/noThenProperty: awaited it begins, as Prisma's own promises do
  then<A = T, B = never>(
    done?: ((value: T) => A | PromiseLike<A>) | null,
    failed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#begun ??= this.#run();
    return this.#begun.then(done, failed);
  }

  catch<B>(failed: (reason: unknown) => B | PromiseLike<B>): Promise<T | B> {
    return this.then(null, failed);
  }

  finally(done: () => void): Promise<T> {
    return this.then().finally(done);
  }
}
