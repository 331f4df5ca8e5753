import { setImmediate } from "node:timers/promises";

/**
 * Lets timers and connections have their turn. SQLite answers within the call, so that a loop over statements never waits for
 * anything: without this the whole process would stand still for as long as there are rows, and not see that a client has gone away.
 */
export async function letOthersTurn(): Promise<void> {
  await setImmediate();
}
