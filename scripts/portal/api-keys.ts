import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { z } from "zod";
import { API_KEY_SCOPES } from "@/lib/auth/api-key-scopes";
import { createApiKey } from "@/lib/team/create-api-key";
import { listApiKeys, type ApiKeyLine } from "@/lib/team/queries";
import { revokeApiKey } from "@/lib/team/revoke-api-key";
import { apiKeyForm } from "@/lib/team/schema";
import { staffContext } from "./context";
import { answer } from "./run";

const publisherOption = z.object({ publisher: z.string() });
const newKeyOptions = publisherOption.extend({ name: apiKeyForm.shape.name, scope: apiKeyForm.shape.scopes });

export function apiKeysCommand(): Command {
  const keys = new Command("api-keys").description("The keys with which a publisher's own systems call the API.");
  keys
    .command("create")
    .description("Make a key. It is shown this once: only its hash is kept.")
    .requiredOption("--publisher <key>", "publisherKey")
    .requiredOption("--name <text>", "what it is for, at most 100 characters", asName)
    .addOption(new Option("--scope <scope...>", "what it may do").choices([...API_KEY_SCOPES]).makeOptionMandatory())
    .action(async (given: unknown) => {
      const { publisher, name, scope } = newKeyOptions.parse(given);
      const { apiKeyId, key } = await createApiKey(staffContext(publisher), { name, scopes: scope });
      answer({ id: apiKeyId, name, scopes: scope, key }, [key]);
    });
  keys
    .command("list")
    .description("Say which keys there are, those that work first.")
    .requiredOption("--publisher <key>", "publisherKey")
    .action(async (given: unknown) => {
      const { publisher } = publisherOption.parse(given);
      const lines = await listApiKeys(staffContext(publisher).scope);
      answer(lines, lines.length > 0 ? lines.map(lineOf) : [`${publisher} has no API keys: api-keys create makes one.`]);
    });
  keys
    .command("revoke")
    .description("Revoke a key: the next call with it is turned away.")
    .addArgument(new Argument("<id>", "its number in the list").argParser(asNumber))
    .requiredOption("--publisher <key>", "publisherKey")
    .action(async (id: number, given: unknown) => {
      const { publisher } = publisherOption.parse(given);
      const outcome = (await revokeApiKey(staffContext(publisher), { apiKeyId: id })) ? "revoked" : "already-revoked";
      answer({ outcome, id }, [outcome === "revoked" ? `Key ${id} does not work any more.` : `Key ${id} was revoked before.`]);
    });
  return keys;
}

function lineOf({ id, name, hint, scopes, lastUsedAt, revokedAt }: ApiKeyLine): string {
  const use = revokedAt ? `revoked ${revokedAt.toISOString()}` : lastUsedAt ? `last used ${lastUsedAt.toISOString()}` : "never used";
  return `${String(id).padStart(4)}  ${hint}…  ${name}  (${scopes.join(" ")}; ${use})`;
}

function asName(value: string): string {
  const name = apiKeyForm.shape.name.safeParse(value);
  if (!name.success) throw new InvalidArgumentError(name.error.issues[0]?.message ?? "It is no name.");
  return name.data;
}

function asNumber(value: string): number {
  const id = z.string().regex(/^\d{1,9}$/).safeParse(value);
  if (!id.success) throw new InvalidArgumentError("It is no number of a key.");
  return Number(id.data);
}
