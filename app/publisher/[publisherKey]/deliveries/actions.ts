"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { orNotFound } from "@/app/or-not-found";
import { pauseEndpoint, resumeEndpoint } from "@/lib/actions/deliveries/pause";
import type { SentBody } from "@/lib/actions/deliveries/queries";
import { resendDead, resendDelivery } from "@/lib/actions/deliveries/resend";
import { revealDelivery } from "@/lib/actions/deliveries/reveal";
import { sendTestMessage } from "@/lib/actions/deliveries/test-message";
import { requireMember } from "@/lib/auth/gate";

const rowNumber = z.int32().min(1);

function pageOf(publisherKey: string, told: string, number?: number): string {
  return `/publisher/${encodeURIComponent(publisherKey)}/deliveries${number === undefined ? "" : `/${number}`}?told=${told}`;
}

/** Has one message sent again. */
export async function resendOne(publisherKey: string, number: number): Promise<void> {
  const ctx = await orNotFound(requireMember(publisherKey, "deliveries.send"));
  const outcome = await orNotFound(resendDelivery(ctx, rowNumber.parse(number)));
  redirect(pageOf(publisherKey, outcome.kind === "refused" ? outcome.reason : [outcome.kind, outcome.heldUpBy].filter(Boolean).join("-"), number));
}

/** Has all messages to one endpoint sent again that were given up. */
export async function resendAllDead(publisherKey: string, endpointId: number): Promise<void> {
  const ctx = await orNotFound(requireMember(publisherKey, "deliveries.send"));
  const { resent, paused } = await orNotFound(resendDead(ctx, { endpointId: rowNumber.parse(endpointId) }));
  redirect(pageOf(publisherKey, `resent-${resent}${paused > 0 ? "-pause" : ""}`));
}

/** Has nothing sent to an endpoint until it is resumed. */
export async function pauseOne(publisherKey: string, endpointId: number): Promise<void> {
  const ctx = await orNotFound(requireMember(publisherKey, "deliveries.send"));
  await orNotFound(pauseEndpoint(ctx, rowNumber.parse(endpointId)));
  redirect(pageOf(publisherKey, "paused"));
}

/** Ends the pause. */
export async function resumeOne(publisherKey: string, endpointId: number): Promise<void> {
  const ctx = await orNotFound(requireMember(publisherKey, "deliveries.send"));
  await orNotFound(resumeEndpoint(ctx, rowNumber.parse(endpointId)));
  redirect(pageOf(publisherKey, "resumed"));
}

/** Sends a message that is about nothing; the page that follows shows what comes of it. */
export async function testOne(publisherKey: string, endpointId: number): Promise<void> {
  const ctx = await orNotFound(requireMember(publisherKey, "deliveries.send"));
  const outcome = await orNotFound(sendTestMessage(ctx, rowNumber.parse(endpointId)));
  redirect(outcome.kind === "refused" ? pageOf(publisherKey, `test-${outcome.reason}`) : pageOf(publisherKey, outcome.kind === "sent" ? "sent" : "test-waiting", outcome.number));
}

/** What a message holds, with all personal data; the audit keeps who asked for it. */
export async function revealMessage(publisherKey: string, number: number): Promise<SentBody> {
  const ctx = await orNotFound(requireMember(publisherKey, "deliveries.raw"));
  return orNotFound(revealDelivery(ctx, rowNumber.parse(number)));
}
