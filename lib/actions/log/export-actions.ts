import { database } from "../../db/client";
import type { Context, PublisherScope } from "../../kernel/context";
import { planOf, type ActionFilter, type FilterPlan } from "./filter";
import { readOfferNames, readSealed, type SealedAction } from "./sealed";

const BATCH = 1_000;

/** The columns of the file, in their order. */
export const ACTION_EXPORT_TITLES = [
  "number",
  "date",
  "type",
  "id",
  "initiatorKind",
  "initiatorName",
  "initiatorUserId",
  "initiatorTenantId",
  "concernedUserId",
  "subscriptionId",
  "subscriptionInfoId",
  "subscriptionUserId",
  "offerId",
  "correlationId",
  "details",
  "seal",
] as const;

export type ExportedAction = Readonly<Record<(typeof ACTION_EXPORT_TITLES)[number], string>>;

/**
 * All sealed actions that fit, the oldest first, batch by batch: no more than one is in memory. A batch may be empty, so
 * that whoever reads can stop between any two.
 */
export async function* exportActions<Row>(ctx: Context<PublisherScope>, filter: ActionFilter, toRow: (action: SealedAction) => Row): AsyncGenerator<Row[], void, undefined> {
  const plan = await planOf(ctx.scope, filter);
  if (plan === null) return;
  const offers = await readOfferNames(ctx.scope);
  for (let after = await beginningOf(ctx.scope, plan); ; ) {
    const { actions } = await readSealed(ctx, { after, take: BATCH, offers });
    const last = actions.at(-1);
    yield actions.filter(plan.test).map(toRow);
    // Numbers and seals have nearly the same order: a whole batch of what is too late is the end.
    if (last === undefined || actions.length < BATCH || actions.every(({ number }) => number >= (plan.numbers.lt ?? Infinity))) return;
    after = last.sealNumber;
  }
}

/** The seal number after which a period begins: that of the last row before it. */
async function beginningOf({ publisherId }: PublisherScope, { numbers }: FilterPlan): Promise<number> {
  if (numbers.gt === undefined) return 0;
  const row = await database().subscriptionAction.findFirst({ where: { publisherId, number: { lte: numbers.gt } }, orderBy: { number: "desc" }, select: { sealNumber: true } });
  return row?.sealNumber ?? 0;
}

/** A row of the file. */
export function toExported(action: SealedAction): ExportedAction {
  return {
    number: String(action.sealNumber),
    date: action.date.toISOString(),
    type: action.type,
    id: action.id.toLowerCase(),
    initiatorKind: action.actorKind,
    initiatorName: action.actorName ?? "",
    initiatorUserId: action.initiatorUserId.toLowerCase(),
    initiatorTenantId: action.actorTenantId?.toLowerCase() ?? "",
    concernedUserId: action.concernedUserId?.toLowerCase() ?? "",
    subscriptionId: action.subscriptionId ?? "",
    subscriptionInfoId: action.subscriptionInfoId?.toLowerCase() ?? "",
    subscriptionUserId: action.subscriptionUserId?.toLowerCase() ?? "",
    offerId: action.marketplaceOfferId ?? "",
    correlationId: action.correlationId ?? "",
    details: action.details ?? "",
    seal: action.seal,
  };
}
