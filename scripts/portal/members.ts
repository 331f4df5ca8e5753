import { Command, InvalidArgumentError, Option } from "commander";
import { z } from "zod";
import { ROLES } from "@/lib/kernel/context";
import { NotFoundError, PortalError } from "@/lib/kernel/errors";
import { guid } from "@/lib/kernel/ids";
import { addMember, type AddMemberOutcome } from "@/lib/team/add-member";
import { listMembers } from "@/lib/team/queries";
import { removeMember } from "@/lib/team/remove-member";
import { labelSchema } from "@/lib/team/schema";
import { commandLineContext, staffContext } from "./context";
import { answer } from "./run";

const SAID: Record<Exclude<AddMemberOutcome, "last-owner">, string> = {
  added: "is a member now",
  restored: "was a member before and is let in again",
  changed: "was a member already; role and label are as given now",
  unchanged: "is a member already",
};

const publisherOption = z.object({ publisher: z.string() });
const personOptions = publisherOption.extend({ tenant: guid, object: guid });
const memberOptions = personOptions.extend({ role: z.enum(ROLES), label: labelSchema });

export function membersCommand(): Command {
  const members = new Command("members").description("The people of a publisher's staff.");
  members
    .command("add")
    .description("Let a person in, or in again. Tenant id and object id are on the person's page in the Entra admin center.")
    .requiredOption("--publisher <key>", "publisherKey")
    .requiredOption("--tenant <id>", "the person's tenant id", asGuid)
    .requiredOption("--object <id>", "the person's object id in that tenant", asGuid)
    .requiredOption("--label <text>", "name or mail address, for people to read", asLabel)
    .addOption(new Option("--role <role>", "what they may do").choices([...ROLES]).default("owner"))
    .action(async (given: unknown) => {
      const { publisher, tenant, object, role, label } = memberOptions.parse(given);
      const outcome = await addMember(commandLineContext(), { publisherKey: publisher, tenantId: tenant, objectId: object, label, role });
      if (outcome === "last-owner") throw lastOwner(label, publisher);
      answer({ outcome, publisher, role, tenantId: tenant, objectId: object }, [`${label} ${SAID[outcome]} (${publisher}, ${role}).`]);
    });
  members
    .command("list")
    .description("Say who is on a publisher's staff, owners first.")
    .requiredOption("--publisher <key>", "publisherKey")
    .action(async (given: unknown) => {
      const { publisher } = publisherOption.parse(given);
      const staff = await listMembers(staffContext(publisher).scope);
      const lines = staff.map(({ role, label, tenantId, objectId }) => `${role.padEnd(8)}  ${label}  (tenant ${tenantId}, object ${objectId})`);
      answer(staff, lines.length > 0 ? lines : [`Nobody is on the staff of ${publisher} yet: members add lets the first one in.`]);
    });
  members
    .command("remove")
    .description("Take a person off the staff: their next request finds nothing.")
    .requiredOption("--publisher <key>", "publisherKey")
    .requiredOption("--tenant <id>", "the person's tenant id", asGuid)
    .requiredOption("--object <id>", "the person's object id in that tenant", asGuid)
    .action(async (given: unknown) => {
      const { publisher, tenant, object } = personOptions.parse(given);
      const ctx = staffContext(publisher);
      const member = (await listMembers(ctx.scope)).find(({ tenantId, objectId }) => tenantId === tenant && objectId === object);
      if (member === undefined) throw new NotFoundError(`member of ${publisher}`);
      const outcome = await removeMember(ctx, { memberId: member.id });
      if (outcome === "last-owner") throw lastOwner(member.label, publisher);
      answer({ outcome, publisher, tenantId: tenant, objectId: object }, [`${member.label} is not on the staff of ${publisher} any more.`]);
    });
  return members;
}

function lastOwner(label: string, publisher: string): PortalError {
  return new PortalError("conflict", { what: `${label} stays an owner.`, why: `${publisher} has no other one.`, todo: "Make somebody else an owner first." });
}

function asLabel(value: string): string {
  const label = labelSchema.safeParse(value);
  if (!label.success) throw new InvalidArgumentError(label.error.issues[0]?.message ?? "It is no label.");
  return label.data;
}

function asGuid(value: string): string {
  const id = guid.safeParse(value);
  if (!id.success) throw new InvalidArgumentError("It is not an id of the form 00000000-0000-0000-0000-000000000000.");
  return id.data;
}
