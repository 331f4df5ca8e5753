import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { PriceTerm } from "@/lib/subscriptions/schema";

interface PriceProps {
  terms: readonly PriceTerm[];
  /** The term that was bought. */
  termUnit: string;
  /** null on a flat plan. */
  seats: number | null;
}

/** What the plan costs this customer in the term that was bought, and for all seats together. */
export function Price({ terms, termUnit, seats }: PriceProps): ReactNode {
  const t = useTranslations("terms");
  const format = useFormatter();
  const term = terms.find((each) => each.termUnit === termUnit) ?? (terms.length === 1 ? terms[0] : undefined);
  if (!term) return t("unknownPrice");
  const money = (amount: number): string => format.number(amount, { style: "currency", currency: term.currency });
  const unit = term.termUnit === "P1M" || term.termUnit === "P1Y" ? term.termUnit : "Other";
  const price = t(`${seats === null ? "flat" : "perSeat"}${unit}`, { price: money(term.price), term: term.termUnit });
  return (
    <>
      {price}
      {seats === null ? null : <span className="block text-muted-foreground">{t("total", { price: money(term.price * seats), seats })}</span>}
    </>
  );
}

/** The billing term in words. */
export function Term({ termUnit }: { termUnit: string }): ReactNode {
  const t = useTranslations("terms");
  switch (termUnit) {
    case "P1M":
    case "P1Y":
    case "P2Y":
    case "P3Y":
    case "P4Y":
    case "P5Y":
      return t(termUnit);
    default:
      return termUnit ? t("other", { term: termUnit }) : t("none");
  }
}
