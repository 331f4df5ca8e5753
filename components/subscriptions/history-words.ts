import type { useTranslations } from "next-intl";
import { formatTime } from "@/components/ui/format-time";
import type { HistoryLine } from "@/lib/subscriptions/history";

/** Who reads, and in which words. */
export interface HistoryReader {
  readonly t: ReturnType<typeof useTranslations<"history">>;
  readonly locale: string;
  readonly publisher: string;
  /** Whether the reader is a person without an organisation. */
  readonly personal: boolean;
}

type Told = Pick<HistoryLine, "type" | "actor" | "change" | "user" | "self">;

/** Who did it, in words for this reader. */
export function historyActor({ t, publisher, personal }: HistoryReader, { actor, user, self }: Told): string {
  // Whoever accepted an invitation from elsewhere is known by the seat that they took.
  if (self && user !== null && actor.kind !== "person") return user;
  switch (actor.kind) {
    case "person":
      return actor.name;
    case "outsider":
      return t("outsider", { personal: String(personal) });
    case "publisher":
      return publisher;
    case "microsoft":
    case "visitor":
      return t(actor.kind);
  }
}

/** What happened, as one sentence; names in it keep their direction of writing. */
export function historySentence(reader: HistoryReader, line: Told): string {
  const { t, locale } = reader;
  const { type, change, user, self } = line;
  const who = line.actor.kind === "person" || line.actor.kind === "publisher" || self ? isolated(historyActor(reader, line)) : historyActor(reader, line);
  const known = { who, by: line.actor.kind };
  const concerned = { who, user: isolated(user ?? ""), whom: user === null ? "unknown" : self ? "self" : "named" };
  switch (type) {
    case "Resolve":
    case "Activate":
      return t(type, known);
    case "ChangePlan":
      if (change?.kind !== "plan") return t(type, known);
      if (change.seats !== null) return t("ChangePlanWithSeats", { ...known, to: isolated(change.to), seats: change.seats });
      return change.from === null ? t("ChangePlanTo", { ...known, to: isolated(change.to) }) : t("ChangePlanFromTo", { ...known, from: isolated(change.from), to: isolated(change.to) });
    case "ChangeQuantity":
      if (change?.kind !== "seats") return t(type, known);
      return change.from === null ? t("ChangeQuantityTo", { ...known, to: change.to }) : t("ChangeQuantityFromTo", { ...known, from: change.from, to: change.to });
    case "Renew":
      return change?.kind === "term" ? t("RenewUntil", { ...known, day: formatTime(change.ends, "day", locale, "UTC") }) : t(type, known);
    case "RequestActivation":
    case "FailActivation":
    case "RetryActivation":
    case "FinishActivation":
    case "RefuseActivation":
    case "Suspend":
    case "Reinstate":
    case "Unsubscribe":
    case "Subscribe":
    case "Cancel":
      return t(type, known);
    case "Assign":
    case "Unassign":
    case "Invite":
    case "RenewInvitation":
    case "AcceptInvitation":
    case "RevokeInvitation":
    case "ExpireInvitation":
    case "RequestSeat":
    case "RequestAccess":
    case "DeclineRequest":
    case "AddManager":
    case "RemoveManager":
    case "TransferOwnership":
      return t(type, concerned);
    default:
      return t("other", { who, type });
  }
}

/** A name in another direction of writing does not turn the sentence around (Unicode's first strong isolate). */
function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}

/** The sentence for a file, where nothing is drawn. */
export function plainHistorySentence(reader: HistoryReader, line: Told): string {
  return historySentence(reader, line).replace(/[\u2068\u2069]/g, "");
}
