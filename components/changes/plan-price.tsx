import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Price } from "@/components/subscriptions/price";
import type { PriceTerm } from "@/lib/subscriptions/schema";

interface PlanPriceProps {
  terms: readonly PriceTerm[];
  /** The term that was bought: where the plan has it, it is the one that counts. */
  termUnit: string;
  /** null on a flat plan. */
  seats: number | null;
}

/** What a plan costs this customer, in each term that it can be had in. */
export function PlanPrice({ terms, termUnit, seats }: PlanPriceProps): ReactNode {
  const t = useTranslations("changes.price");
  const same = terms.filter((term) => term.termUnit === termUnit);
  const shown = same.length > 0 ? same : terms;
  if (shown.length === 0) return t("unknown");
  return shown.map((term) => (
    <span key={`${term.termUnit} ${term.currency}`} className="block">
      <Price terms={[term]} termUnit={term.termUnit} seats={seats} />
    </span>
  ));
}
