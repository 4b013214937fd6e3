/** Those who want to be told of something. */
export class Signals<T = void> {
  readonly #told = new Set<(value: T) => void>();

  /** Has a function called each time, until what it gives back is called. */
  on(tell: (value: T) => void): () => void {
    // The same function twice is two.
    const one = (value: T) => tell(value);
    this.#told.add(one);
    return () => this.#told.delete(one);
  }

  /** Tells all; what one of them throws is no matter of the others. */
  tell(value: T): void {
    for (const one of [...this.#told]) {
      try {
        one(value);
      } catch (error) {
        console.error(error);
      }
    }
  }
}
