import type { ApiKeyActor } from "../../auth/api-key";
import type { Context, PublisherScope } from "../../kernel/context";
import { giveSeat } from "../give-seat";
import type { Assignee, CheckReason } from "../schema";
import { findCandidates, type OfferedCandidate } from "./candidates";
import { noteChecked } from "./note-checked";
import { decide, type Candidate } from "./policy";
import type { LicenseAnswer, LicenseQuestion } from "./schema";

type Asking = Context<PublisherScope, ApiKeyActor>;

/**
 * Whether somebody may use what the publisher sells (docs/marketplace/license-checks.md). Reads, and writes nothing, but where
 * the first who come are served: there it gives them a seat.
 */
export async function checkLicense(ctx: Asking, question: LicenseQuestion): Promise<LicenseAnswer> {
  return (await tryToAnswer(ctx, question)) ?? (await tryToAnswer(ctx, question)) ?? nothing();
}

/** @returns null where a subscription changed between the look at it and the claim of a seat. */
async function tryToAnswer(ctx: Asking, { tenantId, userId, offerId, userPrincipalName, name }: LicenseQuestion): Promise<LicenseAnswer | null> {
  const decision = decide({ tenantId, userId }, await findCandidates({ publisherId: ctx.scope.publisherId, tenantId, userId, offerId }));
  if (decision.kind === "claim") return claim(ctx, { objectId: userId, upn: userPrincipalName ?? userId, name: name ?? null }, decision.of);
  const { reason, of } = decision;
  if (of === null) return nothing();
  if (reason === "assigned" && of.license !== null) noteChecked(of.license, ctx.now);
  return answer(reason, of);
}

async function claim(ctx: Asking, person: Assignee, candidates: readonly [OfferedCandidate, ...OfferedCandidate[]]): Promise<LicenseAnswer | null> {
  const { actor, correlationId, now } = ctx;
  let isTaken = true;
  for (const candidate of candidates) {
    const outcome = await giveSeat({ actor, correlationId, now }, { id: candidate.id, publisherId: ctx.scope.publisherId }, person);
    if (outcome.kind !== "refused") {
      noteChecked({ id: outcome.licenseId, lastCheckedAt: null }, now);
      return answer("assigned", candidate);
    }
    isTaken &&= outcome.reason === "no-seat";
  }
  return isTaken ? answer("no-seat-free", candidates[0]) : null;
}

function answer(reason: CheckReason, { subscriptionId, planId, status }: Candidate): LicenseAnswer {
  return { licensed: reason === "assigned" || reason === "site", reason, subscriptionId, planId, status };
}

function nothing(): LicenseAnswer {
  return { licensed: false, reason: "no-subscription", subscriptionId: null, planId: null, status: null };
}
