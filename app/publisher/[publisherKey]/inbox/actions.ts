"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { orNotFound } from "@/app/or-not-found";
import { requireMember } from "@/lib/auth/gate";
import { replayEvent, replayFailed } from "@/lib/inbox/replay";
import { revealBody } from "@/lib/inbox/reveal";

const callNumber = z.int32().min(1);

/** Has one call processed again. */
export async function replayCall(publisherKey: string, number: number): Promise<void> {
  const ctx = await orNotFound(requireMember(publisherKey, "inbox.replay"));
  const { kind } = await orNotFound(replayEvent(ctx, callNumber.parse(number)));
  redirect(`/publisher/${encodeURIComponent(publisherKey)}/inbox/${number}?replay=${kind}`);
}

/** The same for all that failed or could not be verified. */
export async function replayAllFailed(publisherKey: string): Promise<void> {
  const ctx = await orNotFound(requireMember(publisherKey, "inbox.replay"));
  const count = await replayFailed(ctx);
  redirect(`/publisher/${encodeURIComponent(publisherKey)}/inbox?replayed=${count}`);
}

/** A call's body with all personal data; the audit keeps who asked for it. */
export async function revealCall(publisherKey: string, number: number): Promise<string> {
  const ctx = await orNotFound(requireMember(publisherKey, "inbox.raw"));
  return orNotFound(revealBody(ctx, callNumber.parse(number)));
}
