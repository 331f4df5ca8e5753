import { Argument, Command } from "commander";
import { z } from "zod";
import { webhookAddress } from "@/lib/offers/webhook-address";
import { makeWebhookKey, removeWebhookKey } from "@/lib/offers/webhook-key";
import { commandLineContext } from "./context";
import { answer } from "./run";

/** A command below `offers`. */
export function webhookKeyCommand(): Command {
  return new Command("webhook-key")
    .description("Have calls to an offer's connection webhook carry a key in their address too. It is shown this once; a former one ends now.")
    .addArgument(new Argument("<offerKey>", "which offer"))
    .option("--remove", "ask for no key any more: Microsoft's token alone suffices")
    .action(async (offerKey: string, given: unknown) => {
      const { remove } = z.object({ remove: z.boolean().default(false) }).parse(given);
      if (remove) {
        const removed = await removeWebhookKey(commandLineContext(), { offerKey });
        return answer({ offerKey, removed }, [removed ? `Calls need no key any more. Type in at Partner Center: ${webhookAddress(offerKey)}` : "There was no key."]);
      }
      const key = await makeWebhookKey(commandLineContext(), { offerKey });
      // Standard output holds the address alone, so that it can be piped to where it is kept.
      process.stderr.write("Type this address in at Partner Center now: calls without the key are turned away. A key in the address fails Microsoft's certification; Microsoft's token is checked with and without one.\n");
      answer({ offerKey, key, address: webhookAddress(offerKey, key) }, [webhookAddress(offerKey, key)]);
    });
}
