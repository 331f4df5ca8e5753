"use server";

import { getTranslations } from "next-intl/server";
import { notFound, redirect } from "next/navigation";
import { orNotFound } from "@/app/or-not-found";
import { importsPath, readBound } from "@/app/(customer)/subscriptions/[subscriptionId]/users/import/addresses";
import { seatLink } from "@/app/seat/addresses";
import type { ImportStanding } from "@/components/imports/follow-import";
import type { MadeLinks } from "@/components/imports/link-download";
import { requireCustomerAction } from "@/lib/auth/gate";
import { currentUser } from "@/lib/auth/session";
import { csvText } from "@/lib/http/csv-response";
import { guid } from "@/lib/kernel/ids";
import { confirmImport } from "@/lib/licenses/imports/confirm-import";
import { discardImport } from "@/lib/licenses/imports/discard-import";
import { getImportProgress } from "@/lib/licenses/imports/queries";
import { LARGEST_FILE } from "@/lib/licenses/imports/schema";
import { startImport } from "@/lib/licenses/imports/start-import";
import { renewLinks } from "@/lib/licenses/invitations/renew";
import { revokeOfImport } from "@/lib/licenses/invitations/revoke";

const overviewOf = (subscriptionId: string): string => `/subscriptions/${subscriptionId}`;

/** Reads a file and leads to what would become of it. */
export async function uploadPeople(boundTo: string, form: FormData): Promise<void> {
  const subscriptionId = guid.safeParse(boundTo).data ?? notFound();
  const ctx = await requireCustomerAction();
  const page = importsPath(subscriptionId);
  const file = form.get("file");
  if (!(file instanceof File) || (file.size === 0 && file.name === "")) redirect(`${page}?problem=no-file`);
  if (file.size > LARGEST_FILE) redirect(`${page}?problem=too-large`);
  const outcome = await orNotFound(startImport(ctx, { subscriptionId, fileName: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }));
  switch (outcome.kind) {
    case "preview":
      redirect(`${page}/${outcome.importId}`);
    case "not-manager":
      redirect(overviewOf(subscriptionId));
    case "no-seats":
    case "busy":
    case "too-many-files":
      redirect(`${page}?problem=${outcome.kind}`);
    case "refused":
      redirect(`${page}?${new URLSearchParams({ problem: outcome.problem, ...(outcome.line === null ? {} : { line: String(outcome.line) }) })}`);
  }
}

/** Has the file worked through, and stays to watch. */
export async function confirmPeople(boundSubscription: string, boundImport: number): Promise<void> {
  const { subscriptionId, importId } = readBound(boundSubscription, boundImport);
  const { kind } = await orNotFound(confirmImport(await requireCustomerAction(), subscriptionId, importId));
  if (kind === "busy") redirect(`${importsPath(subscriptionId)}?problem=busy`);
  redirect(kind === "not-manager" ? overviewOf(subscriptionId) : `${importsPath(subscriptionId)}/${importId}`);
}

export async function discardPeople(boundSubscription: string, boundImport: number): Promise<void> {
  const { subscriptionId, importId } = readBound(boundSubscription, boundImport);
  const { kind } = await orNotFound(discardImport(await requireCustomerAction(), subscriptionId, importId));
  if (kind === "not-manager") redirect(overviewOf(subscriptionId));
  redirect(kind === "already" ? `${importsPath(subscriptionId)}/${importId}` : importsPath(subscriptionId));
}

/** One look at how far the work is; null when the session has ended. */
export async function followImport(boundSubscription: string, boundImport: number): Promise<ImportStanding | null> {
  const { subscriptionId, importId } = readBound(boundSubscription, boundImport);
  if ((await currentUser()) === null) return null;
  const { state, processed, ready } = await orNotFound(getImportProgress(await requireCustomerAction(), subscriptionId, importId));
  const t = await getTranslations("imports.running");
  return { isOver: state !== "running", processed, ready, told: t("counted", { processed, ready }) };
}

/** New links for everybody of the file who has not opened theirs, as the text of a file: they have no address, and are kept nowhere. */
export async function renewImportLinks(boundSubscription: string, boundImport: number): Promise<MadeLinks> {
  const { subscriptionId, importId } = readBound(boundSubscription, boundImport);
  const links = await orNotFound(renewLinks(await requireCustomerAction(), subscriptionId, { importId }));
  if ("kind" in links) redirect(overviewOf(subscriptionId));
  const t = await getTranslations("imports.links");
  if (links.length === 0) return { told: t("none"), file: null };
  const rows = links.map(({ label, secret }) => ({ [t("user")]: label, [t("link")]: seatLink(secret) }));
  return { told: t("made", { count: links.length }), file: { name: `links-${importId}.csv`, text: csvText([t("user"), t("link")], rows) } };
}

/** Takes back the links of the file that nobody has opened. */
export async function takeBackLinks(boundSubscription: string, boundImport: number): Promise<void> {
  const { subscriptionId, importId } = readBound(boundSubscription, boundImport);
  const outcome = await orNotFound(revokeOfImport(await requireCustomerAction(), subscriptionId, importId));
  redirect(outcome.kind === "not-manager" ? overviewOf(subscriptionId) : `${importsPath(subscriptionId)}/${importId}?taken=${outcome.count}`);
}
