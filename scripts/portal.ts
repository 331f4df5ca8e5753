import "dotenv/config";
import { Command } from "commander";
import { apiKeysCommand } from "./portal/api-keys";
import { dbCommand } from "./portal/db";
import { jobsCommand } from "./portal/jobs";
import { keysCommand } from "./portal/keys";
import { membersCommand } from "./portal/members";
import { offersCommand } from "./portal/offers";
import { run } from "./portal/run";

const program = new Command("portal")
  .description("The operator's command line of the partner portal.")
  .addCommand(apiKeysCommand())
  .addCommand(dbCommand())
  .addCommand(jobsCommand())
  .addCommand(keysCommand())
  .addCommand(membersCommand())
  .addCommand(offersCommand())
  .showHelpAfterError();

await run(program);
