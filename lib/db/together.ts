import { setImmediate as turn } from "node:timers/promises";
import { prismaCode } from "./unique-violation";

/** Prisma's codes of what the database says about a statement, which may be the fault of one of them… */
const OF_A_STATEMENT = /^P2\d{3}$/;
/** …but for these, which every one would meet: no time for a connection or a transaction, a deadlock, too many connections. */
const OF_ALL = ["P2024", "P2028", "P2034", "P2037"];

export interface Round<Item, Result> {
  /**
   * Does all of it or nothing, and returns what came of each, in their order. For writes that is one transaction: nobody is told
   * of a result before it is committed.
   */
  readonly run: (items: readonly [Item, ...Item[]]) => Promise<readonly Result[]>;
  /** At most so many at once. */
  readonly most: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly notAfter: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Does together what is asked for at the same time: one round at a time, and whoever comes while it is under way is in the
 * next one. A transaction for each costs more than what it writes. Every round begins after all that is in it was
 * asked for, so that a read is never older than its question.
 */
export class Together<Item, Result> {
  readonly #round: Round<Item, Result>;
  #waiting: Waiting<Item, Result>[] = [];
  #isRunning = false;

  constructor(round: Round<Item, Result>) {
    this.#round = round;
  }

  /**
   * What comes of one, once its round is over. Where a round fails over one of its items, each is done alone.
   * @param notAfter on the clock of `performance.now()`: when nobody waits for it any more; a round that begins later leaves it out.
   */
  add(item: Item, notAfter = Infinity): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, notAfter, resolve, reject });
      if (!this.#isRunning) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      // Whoever has arrived by now, but was not read from their connection yet, comes along: connections are read between two turns.
      await turn();
      await turn();
      const now = performance.now();
      const taken = this.#waiting.splice(0, this.#round.most);
      for (const { notAfter, reject } of taken) if (notAfter < now) reject(new Error("Its time was over before its round began."));
      await this.#do(taken.filter(({ notAfter }) => notAfter >= now));
    }
    this.#isRunning = false;
  }

  async #do(taken: readonly Waiting<Item, Result>[]): Promise<void> {
    const [first, ...others] = taken;
    if (first === undefined) return;
    try {
      const results = await this.#round.run([first.item, ...others.map(({ item }) => item)]);
      if (results.length !== taken.length) throw new Error(`${taken.length} were to be done, and there are ${results.length} results.`);
      for (const [index, result] of results.entries()) taken[index]?.resolve(result);
    } catch (error) {
      if (taken.length > 1 && mayBeOfOne(prismaCode(error))) for (const each of taken) await this.#do([each]);
      else for (const { reject } of taken) reject(error);
    }
  }
}

function mayBeOfOne(code: string | null): boolean {
  return code !== null && OF_A_STATEMENT.test(code) && !OF_ALL.includes(code);
}
