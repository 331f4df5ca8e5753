import "dotenv/config";
import { portalProgram } from "./portal/program";
import { run } from "./portal/run";

await run(portalProgram());
