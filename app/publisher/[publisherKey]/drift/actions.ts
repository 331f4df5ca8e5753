"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { orNotFound } from "@/app/or-not-found";
import { requireMember } from "@/lib/auth/gate";
import { repairDrift, type RepairOutcome } from "@/lib/subscriptions/repair-drift";
import { startReconciliation, type StartOutcome } from "@/lib/subscriptions/start-reconciliation";

/** Has Microsoft's lists compared with ours now. */
export async function compareNow(publisherKey: string): Promise<StartOutcome> {
  const outcome = await startReconciliation(await orNotFound(requireMember(publisherKey, "drift.repair")));
  refresh();
  return outcome;
}

/** Settles one difference by what Microsoft's API says. */
export async function repairOne(publisherKey: string, driftId: number): Promise<RepairOutcome> {
  const ctx = await orNotFound(requireMember(publisherKey, "drift.repair"));
  const outcome = await orNotFound(repairDrift(ctx, z.int().parse(driftId)));
  refresh();
  return outcome;
}
