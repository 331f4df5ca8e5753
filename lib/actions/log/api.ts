import { z } from "zod";
import { LONGEST_PAGE } from "../../db/keyset";
import type { Context, PublisherScope } from "../../kernel/context";
import { PortalError } from "../../kernel/errors";
import { readOfferNames, readSealed, type SealedAction } from "./sealed";

const id = (description: string) => z.guid().nullable().meta({ description });

/** An action as the v1 API and the export send it. */
export const apiAction = z
  .object({
    number: z.int().meta({ description: "Its place in your sealed log: counted from 1, without gaps." }),
    id: z.guid().meta({ description: "The same as in the message to your log endpoint." }),
    type: z.string().meta({ description: "What was done: Resolve, Activate, Assign, ChangePlan, …, or a word of Microsoft's that the portal does not know." }),
    date: z.iso.datetime().meta({ description: "When. UTC." }),
    initiatorUserId: z.guid().meta({ description: "The object id of whoever did it, or a fixed id for each kind of initiator that is no person." }),
    initiatorKind: z.string().meta({ description: "user, visitor, marketplace, api-key, job, publisher-system or command-line." }),
    initiatorTenantId: id("The person's tenant."),
    initiatorName: z.string().nullable().meta({ description: "To be read by people, never to recognise somebody by." }),
    concernedUserId: id("The object id of whom it was about: who was given a seat, or made a manager."),
    subscriptionInfoId: id("The portal's own id of the subscription, as in the message to your log endpoint."),
    subscriptionUserId: id("The portal's own id of the license."),
    subscriptionId: id("Microsoft's id of the subscription."),
    offerId: z.string().nullable().meta({ description: "Microsoft's id of the offer, without -preview." }),
    correlationId: z.string().nullable().meta({ description: "The same for everything that came of one request." }),
    details: z.looseObject({}).nullable().meta({ description: "What else is known of it: differs by type." }),
    seal: z.string().meta({ description: "SHA-256 of sealedText in UTF-8, as 64 hex digits." }),
    sealedText: z.string().meta({ description: "What the seal covers, to the byte: a JSON array that begins with the number and the seal of the action before." }),
  })
  .meta({ id: "Action", description: "One line of the sealed action log. It never changes." });

export type ApiAction = z.input<typeof apiAction>;

export const apiActionPage = z
  .object({
    items: z.array(apiAction).meta({ description: "In the order of their numbers, the oldest first; empty where nothing new is sealed." }),
    nextCursor: z.string().meta({ description: "What to send as cursor the next time; never null, because the log goes on. Keep it." }),
    removedBefore: z.int().nullable().meta({ description: "Actions with smaller numbers were removed, because they were older than you keep the log; null where none was. What you ask for begins with the first that is there." }),
  })
  .meta({ id: "ActionPage", description: "A part of the sealed action log." });

/** What the feed may be asked for. */
export const apiActionQuery = z.object({
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, "it is no whole number")
    .transform(Number)
    .refine((limit) => limit <= LONGEST_PAGE, `it is more than ${LONGEST_PAGE}`)
    .default(50)
    .meta({ type: "integer", minimum: 1, maximum: LONGEST_PAGE, default: 50, description: "How many to return at most." }),
  cursor: z.string().max(500).optional().meta({ description: "nextCursor of the answer before; left away or empty, the log is sent from its beginning." }),
});

const feedCursor = z.object({ sealed: z.int32().min(0) });

/**
 * The publisher's sealed actions after the cursor, in the order of their numbers: no gap and no repeat, however many are
 * being written and sealed.
 * @throws PortalError `invalid-input` when the cursor is not one of ours, `conflict` when it lies beyond the end of the log.
 */
export async function listApiActions(ctx: Context<PublisherScope>, { limit, cursor }: z.output<typeof apiActionQuery>): Promise<z.input<typeof apiActionPage>> {
  const after = cursor === undefined || cursor === "" ? 0 : readCursor(cursor);
  const { actions, removedNumber, lastNumber } = await readSealed(ctx, { after, take: limit, offers: await readOfferNames(ctx.scope) });
  if (after > lastNumber) throw beyondTheEnd(after, lastNumber);
  return { items: actions.map(toApiAction), nextCursor: writeCursor(actions.at(-1)?.sealNumber ?? Math.max(after, removedNumber)), removedBefore: removedNumber === 0 ? null : removedNumber + 1 };
}

/** As it is sent. */
export function toApiAction(action: SealedAction): ApiAction {
  const { actorKind, actorTenantId, actorName, initiatorUserId } = action;
  return {
    number: action.sealNumber,
    id: action.id.toLowerCase(),
    type: action.type,
    date: action.date.toISOString(),
    initiatorUserId: initiatorUserId.toLowerCase(),
    initiatorKind: actorKind,
    initiatorTenantId: actorTenantId?.toLowerCase() ?? null,
    initiatorName: actorName,
    concernedUserId: action.concernedUserId?.toLowerCase() ?? null,
    subscriptionInfoId: action.subscriptionInfoId?.toLowerCase() ?? null,
    subscriptionUserId: action.subscriptionUserId?.toLowerCase() ?? null,
    subscriptionId: action.subscriptionId,
    offerId: action.marketplaceOfferId,
    correlationId: action.correlationId,
    details: readDetails(action.details),
    seal: action.seal,
    sealedText: action.sealedText,
  };
}

const detailsSchema = z.looseObject({});

function readDetails(text: string | null): z.output<typeof detailsSchema> | null {
  try {
    return detailsSchema.safeParse(JSON.parse(text ?? "null")).data ?? null;
  } catch {
    return null;
  }
}

function writeCursor(sealed: number): string {
  return Buffer.from(JSON.stringify({ sealed })).toString("base64url");
}

function readCursor(text: string): number {
  try {
    return feedCursor.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8"))).sealed;
  } catch (cause) {
    throw new PortalError("invalid-input", { what: "The cursor is not valid.", why: "It did not come from this feed.", todo: "Leave it away to begin at the beginning of the log." }, { cause });
  }
}

function beyondTheEnd(after: number, lastNumber: number): PortalError {
  return new PortalError("conflict", {
    what: "The log ends before this cursor.",
    why: `The cursor stands behind number ${after}, the log ends with ${lastNumber}: the portal's database was set back, to a backup for example.`,
    todo: "Leave the cursor away, and pass over the ids that you know.",
  });
}
