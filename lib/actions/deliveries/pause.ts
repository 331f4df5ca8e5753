import { recordAudit } from "../../auth/audit";
import { transaction } from "../../db/transaction";
import type { Actor, Context, PublisherScope, SystemScope } from "../../kernel/context";
import { NotFoundError } from "../../kernel/errors";
import { within } from "./queries";

type Caller = Context<PublisherScope | SystemScope>;

/**
 * Has nothing sent to an endpoint until it is resumed: messages wait there, in their order.
 * @returns false where it was paused already.
 * @throws NotFoundError outside the scope.
 */
export async function pauseEndpoint(ctx: Caller, endpointId: number): Promise<boolean> {
  return change(ctx, endpointId, "EndpointPaused", { pausedAt: null }, { pausedAt: ctx.now, pausedBy: nameOf(ctx.actor).slice(0, 400) });
}

/**
 * Has messages sent again, at once; each has three days from now at least.
 * @returns false where it was not paused.
 * @throws NotFoundError outside the scope.
 */
export async function resumeEndpoint(ctx: Caller, endpointId: number): Promise<boolean> {
  return change(ctx, endpointId, "EndpointResumed", { pausedAt: { not: null } }, { pausedAt: null, pausedBy: null, resumedAt: ctx.now, openUntil: null });
}

async function change(ctx: Caller, id: number, type: "EndpointPaused" | "EndpointResumed", where: object, data: object): Promise<boolean> {
  return transaction(ctx, async (writing) => {
    const endpoint = await writing.tx.endpoint.findFirst({ where: { id, ...within(ctx.scope) }, select: { publisherId: true, kind: true, offer: { select: { name: true } } } });
    if (endpoint === null) throw new NotFoundError("endpoint");
    const { count } = await writing.tx.endpoint.updateMany({ where: { id, ...where }, data });
    if (count === 0) return false;
    await recordAudit(writing, { type, publisherId: endpoint.publisherId, subject: endpoint.offer.name, details: { endpoint: endpoint.kind } });
    return true;
  });
}

function nameOf(actor: Actor): string {
  if (actor.kind === "user") return actor.name;
  return actor.kind === "command-line" ? `${actor.name}, on the command line` : actor.kind;
}
