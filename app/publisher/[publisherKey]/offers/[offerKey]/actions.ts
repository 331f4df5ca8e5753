"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { orConflict } from "@/app/or-conflict";
import { orNotFound } from "@/app/or-not-found";
import type { RotateOutcome } from "@/components/offers/rotate-signing-secret";
import { requireMember } from "@/lib/auth/gate";
import { rotateSigningSecret } from "@/lib/offers/rotate-signing-secret";

/** Makes a new signing secret and shows it this once. */
export async function rotateSecret(publisherKey: string, offerKey: string): Promise<RotateOutcome> {
  const ctx = await orNotFound(requireMember(publisherKey, "offers.manage"));
  const outcome = await orConflict(orNotFound(rotateSigningSecret(ctx, { offerKey: z.string().parse(offerKey) })));
  refresh();
  if (outcome.kind === "conflict") return { kind: "overtaken" };
  const { secret, previousUntil } = outcome.value;
  return { kind: "rotated", secret, previousUntil: previousUntil?.toISOString() ?? null };
}
