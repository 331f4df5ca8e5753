"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { invitationLink } from "@/app/invitation/addresses";
import { orConflict } from "@/app/or-conflict";
import { orNotFound } from "@/app/or-not-found";
import type { InviteState } from "@/components/team/invite-form";
import { requireMember } from "@/lib/auth/gate";
import { changeRole, type ChangeRoleOutcome } from "@/lib/team/change-role";
import { inviteMember } from "@/lib/team/invite-member";
import { removeMember, type RemoveMemberOutcome } from "@/lib/team/remove-member";
import { revokeInvitation } from "@/lib/team/revoke-invitation";
import { invitationForm, roleSchema } from "@/lib/team/schema";

/** Makes a link and shows it this once. */
export async function invite(publisherKey: string, _before: InviteState, form: FormData): Promise<InviteState> {
  const ctx = await orNotFound(requireMember(publisherKey, "team.manage"));
  const text = (name: string): string => z.string().catch("").parse(form.get(name));
  const values = { label: text("label"), role: text("role"), account: text("account"), tenantId: text("tenantId") };
  const input = invitationForm(ctx.actor.tenantId).safeParse(values);
  if (!input.success) {
    return { kind: "invalid", values, problems: Object.fromEntries(input.error.issues.map(({ path: [field], message }) => [String(field), message])) };
  }
  const outcome = await orConflict(orNotFound(inviteMember(ctx, input.data)));
  if (outcome.kind === "conflict") return { kind: "invalid", values, problems: { label: outcome.words } };
  const { secret } = outcome.value;
  refresh();
  return { kind: "invited", label: input.data.label, link: invitationLink(secret) };
}

export async function changeMemberRole(publisherKey: string, memberId: number, form: FormData): Promise<ChangeRoleOutcome> {
  const ctx = await orNotFound(requireMember(publisherKey, "team.manage"));
  const outcome = await orNotFound(changeRole(ctx, { memberId: z.int().parse(memberId), role: roleSchema.parse(form.get("role")) }));
  refresh();
  return outcome;
}

export async function removeFromTeam(publisherKey: string, memberId: number): Promise<RemoveMemberOutcome> {
  const ctx = await orNotFound(requireMember(publisherKey, "team.manage"));
  const outcome = await orNotFound(removeMember(ctx, { memberId: z.int().parse(memberId) }));
  refresh();
  return outcome;
}

export async function takeBackInvitation(publisherKey: string, invitationId: number): Promise<void> {
  const ctx = await orNotFound(requireMember(publisherKey, "team.manage"));
  await orNotFound(revokeInvitation(ctx, { invitationId: z.int().parse(invitationId) }));
  refresh();
}
