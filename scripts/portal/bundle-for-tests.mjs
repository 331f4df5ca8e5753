// @ts-check
import { resolve } from "node:path";
import { bundle } from "../bundle.mjs";

/** The command line as the container has it: tests start it a hundred times, and from its sources that takes five times as long. */
export async function setup() {
  await bundle(resolve(import.meta.dirname, "../../node_modules/.cache/portal-tests"));
}
