import { useTranslations } from "next-intl";
import type { RequestShown } from "@/lib/subscriptions/own-changes/queries";

/** What was asked for, in words: as a wish, or as what has come true. */
export function useChangeWords(kind: "asked" | "done"): (request: Pick<RequestShown, "action" | "planTo" | "quantityTo">) => string {
  const t = useTranslations(`changes.${kind}`);
  return ({ action, planTo, quantityTo }) => t(action, { plan: planTo ?? "", seats: quantityTo ?? 0 });
}
