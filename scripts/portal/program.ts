import { Command } from "commander";
import { actionsCommand } from "./actions";
import { apiKeysCommand } from "./api-keys";
import { dbCommand } from "./db";
import { deliveriesCommand } from "./deliveries";
import { jobsCommand } from "./jobs";
import { keysCommand } from "./keys";
import { membersCommand } from "./members";
import { offersCommand } from "./offers";
import { reconcileCommand } from "./reconcile";

/** Every command that an operator has. */
export function portalProgram(): Command {
  return new Command("portal")
    .description("The operator's command line of the partner portal.")
    .addCommand(actionsCommand())
    .addCommand(apiKeysCommand())
    .addCommand(dbCommand())
    .addCommand(deliveriesCommand())
    .addCommand(jobsCommand())
    .addCommand(keysCommand())
    .addCommand(membersCommand())
    .addCommand(offersCommand())
    .addCommand(reconcileCommand())
    .showHelpAfterError();
}
