// @ts-check
import { nodeComplaint } from "./setup/node-version.mjs";

// What this imports later is newer than the oldest Node that has to be told so.
const complaint = nodeComplaint(process.versions.node);
if (complaint !== null) {
  console.error(complaint);
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
} else {
  import("./setup/tests.mjs").then(({ runTests }) => runTests(process.argv.slice(2)));
}
