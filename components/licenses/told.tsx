import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { SEAT_REFUSALS } from "@/lib/licenses/schema";

/** What an action says on the page that it leads back to; each has its words in messages/ under licenses.told. */
export const TOLD = [
  "assigned", "none-given", "unassigned", "nobody", "tooMany", "revoked", "invitation-over", "granted", "declined", "request-over", "appointed", "already-manager",
  "removed", "last", "transferred", "yourself", "too-many-managers", "gone", "asked", "already-asked", "not-possible", "withdrawn",
] as const;
export type Told = (typeof TOLD)[number];

const BAD: readonly Told[] = ["nobody", "tooMany", "last", "yourself", "too-many-managers", "not-possible", "request-over", "invitation-over", "gone"];

type Search = Readonly<Record<string, string | string[] | undefined>>;

/** What came of the last step, out of the page's address. */
export function ToldNotice({ search }: { search: Search }): ReactNode {
  const t = useTranslations("licenses");
  const one = (name: string): string => [search[name]].flat()[0] ?? "";
  const counts = (name: string): number => Math.min(Number(/^\d{1,5}$/.exec(one(name))?.[0] ?? 0), 10_000);
  const told = TOLD.find((each) => each === one("told"));
  const refusals = SEAT_REFUSALS.filter((reason) => counts(reason) > 0).map((reason) => t("told.refused", { count: counts(reason), reason: t(`refusals.${reason}`) }));
  const assigned = told === undefined || told === "none-given" ? [] : [t(`told.${told}`, { count: counts("count") })];
  const already = counts("already") > 0 ? [t("told.already", { count: counts("already") })] : [];
  const lines = [...assigned, ...already, ...refusals];
  const [first, ...others] = lines;
  if (first === undefined) return null;
  const isBad = refusals.length > 0 || (told !== undefined && BAD.includes(told));
  return (
    <Alert role="status" tone={isBad ? "warning" : "success"} title={first}>
      {others.length === 0 ? null : others.map((line) => <p key={line}>{line}</p>)}
    </Alert>
  );
}
