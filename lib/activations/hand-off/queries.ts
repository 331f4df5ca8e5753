import { database } from "../../db/client";
import type { Context, PublisherScope } from "../../kernel/context";
import { within } from "../../subscriptions/within";
import { deadlineOf, decisionsAt, type Decision } from "../policy";
import { isStandingStill } from "./standstill";

/** Where an activation stands with the publisher's own system, and what the staff can decide. */
export interface HandOff {
  /** Of the activation as it is shown: a decision names it, so that nobody decides what they have not seen. */
  readonly version: number;
  readonly state: string;
  readonly decisions: readonly Decision[];
  /** When the publisher's system was last given it; null where it never was. */
  readonly handedOverAt: Date | null;
  readonly deadline: Date | null;
  readonly isLate: boolean;
  /** Whether the offer has an address to send it to. */
  readonly hasEndpoint: boolean;
  /** What was sent last; null where nothing was, or it is not kept any more. */
  readonly message: HandOffMessage | null;
  /** Until when the publisher's system may report on it; null where it may not. */
  readonly reportsUntil: Date | null;
  /** Whether Microsoft lets this subscription be cancelled, as far as it says so. */
  readonly isCancellable: boolean;
}

export interface HandOffMessage {
  readonly number: number;
  /** One of DELIVERY_STATES. */
  readonly state: string;
  readonly attempts: number;
  readonly lastStatus: number | null;
  readonly lastProblem: string | null;
  readonly nextAt: Date | null;
}

/** null: nobody has confirmed it, or it lies outside the scope; or its activation had nothing to do with a system of the publisher's, and nothing is to be decided. */
export async function getHandOff({ scope, now }: Pick<Context<PublisherScope>, "scope" | "now">, subscriptionId: string): Promise<HandOff | null> {
  const found = await database().subscription.findFirst({
    where: { subscriptionId, ...within(scope) },
    select: {
      status: true,
      allowedCustomerOperations: true,
      offer: { select: { activationDeadlineMinutes: true, endpoints: { where: { kind: "activation" }, select: { url: true } } } },
      activation: { select: { id: true, version: true, state: true, attempts: true, callingUntil: true, handedOverAt: true, tokens: { orderBy: { id: "desc" }, take: 1, select: { deliveryNumber: true, outcome: true, expiresAt: true } } } },
    },
  });
  if (!found?.activation) return null;
  const { version, state, handedOverAt, tokens } = found.activation;
  const decisions = decisionsAt(state, found.status, { standsStill: await isStandingStill(database(), found.activation, now) });
  if (handedOverAt === null && decisions.length === 0 && state !== "refusing") return null;
  const deadline = deadlineOf({ handedOverAt }, found.offer?.activationDeadlineMinutes ?? 0);
  const token = tokens[0];
  const message = token
    ? await database().delivery.findFirst({ where: { number: token.deliveryNumber, publisherId: scope.publisherId }, select: { number: true, state: true, attempts: true, lastStatus: true, lastProblem: true, nextAt: true } })
    : null;
  return {
    version,
    state,
    decisions,
    handedOverAt,
    deadline,
    isLate: state === "handed-over" && deadline !== null && deadline < now,
    hasEndpoint: found.offer?.endpoints.some(({ url }) => Boolean(url)) ?? false,
    message,
    reportsUntil: token?.outcome === null && token.expiresAt > now ? token.expiresAt : null,
    isCancellable: found.allowedCustomerOperations.split(" ").includes("Delete"),
  };
}
