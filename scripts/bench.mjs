// @ts-check
import { nodeComplaint } from "./setup/node-version.mjs";

// What this imports later is newer than the oldest Node that has to be told so.
const complaint = nodeComplaint(process.versions.node);
if (complaint !== null) {
  console.error(complaint);
  process.exitCode = 1;
} else {
  import("./bench/prepare.mjs").then(({ prepareAndBench }) => prepareAndBench(process.argv.slice(2)));
}
