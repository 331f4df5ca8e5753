import { Argument, Command } from "commander";
import { rotateSigningSecret } from "@/lib/offers/rotate-signing-secret";
import { commandLineContext } from "./context";
import { answer } from "./run";

/** A command below `offers`. */
export function signingSecretCommand(): Command {
  return new Command("rotate-signing-secret")
    .description("Give an offer a new secret for signing what is sent to its endpoints (docs/signatures.md). It is shown this once.")
    .addArgument(new Argument("<offerKey>", "which offer"))
    .action(async (offerKey: string) => {
      const { secret, previousUntil } = await rotateSigningSecret(commandLineContext(), { offerKey });
      // Standard output holds the secret alone, so that it can be piped to where it is kept.
      process.stderr.write(previousUntil ? `Until ${previousUntil.toISOString()} messages are signed with the former secret too.\n` : "This is the only secret that messages are signed with.\n");
      answer({ offerKey, secret, previousUntil }, [secret]);
    });
}
