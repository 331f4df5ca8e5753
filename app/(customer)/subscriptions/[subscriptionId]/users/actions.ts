"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { orNotFound } from "@/app/or-not-found";
import { seatLink } from "@/app/seat/addresses";
import { toldPath } from "@/app/(customer)/subscriptions/[subscriptionId]/told";
import type { InviteUserState } from "@/components/licenses/invite-form";
import { rowIdOf, guidOf } from "@/app/(customer)/subscriptions/[subscriptionId]/ids";
import { requireCustomerAction } from "@/lib/auth/gate";
import { guid } from "@/lib/kernel/ids";
import { assignLicenses } from "@/lib/licenses/assign";
import { inviteUser } from "@/lib/licenses/invitations/invite";
import { renewLinks } from "@/lib/licenses/invitations/renew";
import { revokeInvitation } from "@/lib/licenses/invitations/revoke";
import { decideRequest } from "@/lib/licenses/requests/decide";
import { invitationLabel, MOST_AT_ONCE, readChosenPeople } from "@/lib/licenses/schema";
import { unassignLicenses } from "@/lib/licenses/unassign";

const usersOf = (subscriptionId: string): string => `/subscriptions/${guidOf(subscriptionId)}/users`;
const overview = (subscriptionId: string): string => `/subscriptions/${guidOf(subscriptionId)}`;

/** Gives seats to the people chosen in the directory. */
export async function giveSeats(subscriptionId: string, form: FormData): Promise<void> {
  const ctx = await requireCustomerAction();
  const path = usersOf(subscriptionId);
  const people = readChosenPeople(form.getAll("person"));
  if (people === null) redirect(toldPath(path, "tooMany"));
  if (people.length === 0) redirect(toldPath(path, "nobody"));
  const outcomes = await orNotFound(assignLicenses(ctx, guidOf(subscriptionId), people));
  if ("kind" in outcomes) redirect(overview(subscriptionId));
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) {
    const name = outcome.kind === "refused" ? outcome.reason : outcome.kind === "assigned" ? "count" : outcome.kind;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  redirect(toldPath(path, counts.count === undefined ? "none-given" : "assigned", counts));
}

/** Takes the chosen seats back. */
export async function takeBackSeats(subscriptionId: string, form: FormData): Promise<void> {
  const ctx = await requireCustomerAction();
  const path = usersOf(subscriptionId);
  const chosen = form.getAll("license");
  if (chosen.length > MOST_AT_ONCE) redirect(toldPath(path, "tooMany"));
  const ids = z.array(guid).safeParse(chosen).data ?? [];
  if (ids.length === 0) redirect(toldPath(path, "nobody"));
  const outcome = await orNotFound(unassignLicenses(ctx, guidOf(subscriptionId), ids));
  redirect(outcome.kind === "not-manager" ? overview(subscriptionId) : toldPath(path, "unassigned", { count: outcome.freed }));
}

/** Makes a link and shows it this once. */
export async function invite(subscriptionId: string, _before: InviteUserState, form: FormData): Promise<InviteUserState> {
  const ctx = await requireCustomerAction();
  const t = await getTranslations("licenses");
  const entered = z.string().catch("").parse(form.get("label"));
  const label = invitationLabel.safeParse(entered).data;
  if (label === undefined) return { kind: "problem", label: entered.slice(0, 400), problem: t("invite.bad") };
  const outcome = await orNotFound(inviteUser(ctx, guidOf(subscriptionId), { label }));
  switch (outcome.kind) {
    case "not-manager":
      redirect(overview(subscriptionId));
    case "already":
      return { kind: "problem", label, problem: t("invite.already", { user: label }) };
    case "refused":
      return { kind: "problem", label, problem: t(`refusals.${outcome.reason}`) };
    case "invited":
      refresh();
      return { kind: "made", title: t("invite.made", { user: label }), link: seatLink(outcome.secret) };
  }
}

/** A new link in place of the one before. */
export async function renewInvitation(subscriptionId: string, invitationId: number): Promise<InviteUserState> {
  const ctx = await requireCustomerAction();
  const t = await getTranslations("licenses");
  const links = await orNotFound(renewLinks(ctx, guidOf(subscriptionId), { invitationId: rowIdOf(invitationId) }));
  if ("kind" in links) redirect(overview(subscriptionId));
  const [link] = links;
  return link === undefined ? { kind: "problem", label: "", problem: t("told.invitation-over") } : { kind: "made", title: t("invite.made", { user: link.label }), link: seatLink(link.secret) };
}

export async function takeBackInvitation(subscriptionId: string, invitationId: number): Promise<void> {
  const ctx = await requireCustomerAction();
  const { kind } = await orNotFound(revokeInvitation(ctx, guidOf(subscriptionId), rowIdOf(invitationId)));
  redirect(kind === "not-manager" ? overview(subscriptionId) : toldPath(usersOf(subscriptionId), kind === "revoked" ? "revoked" : "invitation-over"));
}

/** Grants or declines what a colleague asks for, and stays on the page. */
export async function decide(subscriptionId: string, page: "users" | "managers", requestId: number, grant: boolean): Promise<void> {
  const ctx = await requireCustomerAction();
  const outcome = await orNotFound(decideRequest(ctx, { subscriptionId: guidOf(subscriptionId), requestId: rowIdOf(requestId), grant: z.boolean().parse(grant) }));
  const path = `${overview(subscriptionId)}/${page === "managers" ? "managers" : "users"}`;
  switch (outcome.kind) {
    case "not-manager":
      redirect(overview(subscriptionId));
    case "refused":
      redirect(toldPath(path, "none-given", { [outcome.reason]: 1 }));
    case "over":
      redirect(toldPath(path, "request-over"));
    default:
      redirect(toldPath(path, outcome.kind));
  }
}
