import { Command, InvalidArgumentError, Option } from "commander";
import { z } from "zod";
import { ROLES } from "@/lib/kernel/context";
import { guid } from "@/lib/kernel/ids";
import { addMember, type AddMemberOutcome } from "@/lib/team/add-member";
import { commandLineContext } from "./context";
import { answer } from "./run";

const SAID: Record<AddMemberOutcome, string> = {
  added: "is a member now",
  restored: "was a member before and is let in again",
  changed: "was a member already; role and label are as given now",
  unchanged: "is a member already",
};

const options = z.object({ publisher: z.string(), tenant: guid, object: guid, role: z.enum(ROLES), label: z.string().min(1).max(320) });

export function membersCommand(): Command {
  const members = new Command("members").description("The people of a publisher's staff.");
  members
    .command("add")
    .description("Let a person in, or in again. Tenant id and object id are on the person's page in the Entra admin center.")
    .requiredOption("--publisher <key>", "publisherKey")
    .requiredOption("--tenant <id>", "the person's tenant id", asGuid)
    .requiredOption("--object <id>", "the person's object id in that tenant", asGuid)
    .requiredOption("--label <text>", "name or mail address, for people to read")
    .addOption(new Option("--role <role>", "what they may do").choices([...ROLES]).default("owner"))
    .action(async (given: unknown) => {
      const { publisher, tenant, object, role, label } = options.parse(given);
      const outcome = await addMember(commandLineContext(), { publisherKey: publisher, tenantId: tenant, objectId: object, label, role });
      answer({ outcome, publisher, role, tenantId: tenant, objectId: object }, [`${label} ${SAID[outcome]} (${publisher}, ${role}).`]);
    });
  return members;
}

function asGuid(value: string): string {
  const id = guid.safeParse(value);
  if (!id.success) throw new InvalidArgumentError("It is not an id of the form 00000000-0000-0000-0000-000000000000.");
  return id.data;
}
