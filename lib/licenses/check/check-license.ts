import type { ApiKeyActor } from "../../auth/api-key";
import type { Context, PublisherScope } from "../../kernel/context";
import { giveSeat } from "../give-seat";
import type { CheckReason } from "../schema";
import { findCandidates, type OfferedCandidate } from "./candidates";
import { noteChecked } from "./note-checked";
import { decide, type Candidate, type Person } from "./policy";
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
async function tryToAnswer(ctx: Asking, { tenantId, userId, offerId }: LicenseQuestion): Promise<LicenseAnswer | null> {
  const found = await findCandidates({ publisherId: ctx.scope.publisherId, tenantId, userId });
  const decision = decide({ tenantId, userId }, offerId === undefined ? found : found.filter((candidate) => candidate.offerId === offerId));
  if (decision.kind === "claim") return claim(ctx, { tenantId, userId }, decision.of);
  const { reason, of } = decision;
  if (of === null) return nothing();
  if (reason === "assigned" && of.license !== null) noteChecked(of.license, ctx.now);
  return answer(reason, of);
}

async function claim(ctx: Asking, { userId }: Person, candidates: readonly [OfferedCandidate, ...OfferedCandidate[]]): Promise<LicenseAnswer | null> {
  const { actor, correlationId, now } = ctx;
  let isTaken = true;
  for (const candidate of candidates) {
    // Nobody says what they are called, and no name decides anything.
    const outcome = await giveSeat({ actor, correlationId, now }, { id: candidate.id, publisherId: ctx.scope.publisherId }, { objectId: userId, upn: userId, name: null });
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
