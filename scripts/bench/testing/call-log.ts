import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { controlSimulator } from "../webhook-capture";

const callSchema = z.object({
  number: z.number(),
  operationId: z.string().nullable(),
  subscriptionId: z.string().nullable(),
  action: z.string().nullable(),
  answer: z.object({ status: z.number() }).nullable(),
  verdict: z.string().nullable(),
});
export type SeenCall = z.infer<typeof callSchema>;
const logSchema = z.object({ calls: z.array(callSchema), waiting: z.array(z.unknown()) });

const LOOK_MS = 400;

/** All calls that Microsoft made: it forgets the first when there are many, so that they are written down as they come. */
export class CallLog {
  readonly #simulator: string;
  readonly #calls = new Map<number, SeenCall>();
  #isOver = false;

  constructor(simulator: string) {
    this.#simulator = simulator;
  }

  get calls(): SeenCall[] {
    return [...this.#calls.values()];
  }

  /** Until it is told to stop. */
  async follow(): Promise<void> {
    while (!this.#isOver) {
      await this.look();
      await sleep(LOOK_MS);
    }
  }

  stop(): void {
    this.#isOver = true;
  }

  /** @returns how many calls are on their way, or still to be made */
  async look(): Promise<number> {
    const unanswered = this.calls.filter(({ verdict }) => verdict === null).map(({ number }) => number - 1);
    const { calls, waiting } = logSchema.parse(await controlSimulator(this.#simulator, "GET", `/webhooks?since=${Math.min(...unanswered, this.#calls.size)}`));
    for (const call of calls) this.#calls.set(call.number, call);
    return waiting.length + this.calls.filter(({ verdict }) => verdict === null).length;
  }
}
