"use server";

import { refresh } from "next/cache";
import { orNotFound } from "@/app/or-not-found";
import { keptDaysForm } from "@/lib/actions/seal/schema";
import { setActionsKept } from "@/lib/actions/seal/set-actions-kept";
import { requireMember } from "@/lib/auth/gate";

/** Sets for how long the action log is kept. */
export async function keepActions(publisherKey: string, form: FormData): Promise<void> {
  const ctx = await orNotFound(requireMember(publisherKey, "actions.manage"));
  await orNotFound(setActionsKept(ctx, keptDaysForm.parse(form.get("days"))));
  refresh();
}
