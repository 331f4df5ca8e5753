"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { orNotFound } from "@/app/or-not-found";
import { closeAlert } from "@/lib/alerts/close";
import { requireMember } from "@/lib/auth/gate";

/** Somebody has looked after it. One that is closed already, or nobody's, leaves the page as it really is. */
export async function closeOne(publisherKey: string, alertId: number): Promise<void> {
  const ctx = await orNotFound(requireMember(publisherKey, "alerts.close"));
  await closeAlert(ctx, z.int().parse(alertId));
  // The navigation of every page counts the open ones.
  revalidatePath(`/publisher/${encodeURIComponent(publisherKey)}`, "layout");
}
