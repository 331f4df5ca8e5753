// @ts-check
import { resolve } from "node:path";
import { bundle } from "../bundle.mjs";

const CACHE = resolve(import.meta.dirname, "../../node_modules/.cache");

/** The command line as the container has it: tests start it a hundred times, and from its sources that takes five times as long. */
export async function setup() {
  await bundle(resolve(CACHE, "portal-tests"));
}

/** The same for journeys, in a folder of their own: unit tests may run beside them. */
export async function bundleForJourneys() {
  await bundle(resolve(CACHE, "portal-journeys"));
}
