import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { PartyShown } from "@/lib/subscriptions/parties";

interface PartyNameProps {
  party: PartyShown;
  /** Whether the reader is a person without an organisation. */
  personal: boolean;
  /** Whether somebody outside is the reseller. */
  resold?: boolean;
}

/** Somebody whom a purchase names, as this reader may know them. */
export function PartyName({ party, personal, resold = false }: PartyNameProps): ReactNode {
  const t = useTranslations("subscriptions.manage");
  const order = useTranslations("order.confirm");
  if (party.kind === "named") return party.email;
  if (party.kind === "nobody") return order("nobody");
  return resold ? t("reseller") : t("outsider", { personal: String(personal) });
}
