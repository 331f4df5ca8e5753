"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { orNotFound } from "@/app/or-not-found";
import type { RotateOutcome } from "@/components/offers/rotate-signing-secret";
import { requireMember } from "@/lib/auth/gate";
import { PortalError } from "@/lib/kernel/errors";
import { rotateSigningSecret } from "@/lib/offers/rotate-signing-secret";

/** Makes a new signing secret and shows it this once. */
export async function rotateSecret(publisherKey: string, offerKey: string): Promise<RotateOutcome> {
  const ctx = await orNotFound(requireMember(publisherKey, "offers.manage"));
  try {
    const { secret, previousUntil } = await orNotFound(rotateSigningSecret(ctx, { offerKey: z.string().parse(offerKey) }));
    refresh();
    return { kind: "rotated", secret, previousUntil: previousUntil?.toISOString() ?? null };
  } catch (error) {
    if (!(error instanceof PortalError) || error.code !== "conflict") throw error;
    refresh();
    return { kind: "overtaken" };
  }
}
