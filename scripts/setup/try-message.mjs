// @ts-check
import { setTimeout as sleep } from "node:timers/promises";
import { portalCommand } from "./servers.mjs";
import { SetupError } from "./setup-error.mjs";

const ARRIVES_WITHIN_MS = 30_000;

/**
 * Has the running portal send a message about nothing, and waits until the publisher's system that the simulator plays has
 * verified it. Does nothing where that system knows no secret: the portal may not call it then.
 * @param {string} root
 * @param {Readonly<Record<string, string>>} variables
 * @param {{ offerKey: string, simulatorUrl: string }} which
 */
export async function tryMessage(root, variables, { offerKey, simulatorUrl }) {
  const address = `${simulatorUrl}/control/isv`;
  const before = await readSystem(address);
  if (before.secrets === 0) return;
  const newest = Math.max(0, ...before.messages.map(({ number }) => number));
  await portalCommand(root, ["deliveries", "test", offerKey, "log"], variables);
  const deadline = Date.now() + ARRIVES_WITHIN_MS;
  let verdicts = /** @type {string[]} */ ([]);
  while (Date.now() < deadline) {
    const { messages } = await readSystem(`${address}?since=${newest}`);
    verdicts = messages.filter(({ path }) => path === "log").map(({ verdict }) => verdict);
    if (verdicts.includes("verified")) return;
    await sleep(200);
  }
  throw new SetupError(verdicts.length === 0 ? "No message arrived at the publisher's system." : `A message arrived at the publisher's system: ${verdicts.join(", ")}.`);
}

/**
 * @param {string} address
 * @returns {Promise<{ secrets: number, messages: { number: number, path: string, verdict: string }[] }>}
 */
async function readSystem(address) {
  const answer = await fetch(address, { headers: { connection: "close" }, signal: AbortSignal.timeout(10_000) });
  if (answer.status !== 200) throw new SetupError(`The simulator answers ${answer.status} at ${address}.`);
  /** @type {any} */
  const system = await answer.json();
  return system;
}
