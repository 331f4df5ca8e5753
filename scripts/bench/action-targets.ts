import { LAST_PAGE } from "@/lib/db/keyset";
import { nameOfPerson } from "./action-rows";
import type { Target } from "./load";
import { ACTIONS, nameAt, SMALL } from "./names";
import type { World } from "./world";

const DAY = 24 * 3_600_000;

/** The pages of the action log, of a short one and of a long one. */
export function actionTargets({ actions, memberCookie }: World): Target[] {
  if (actions === null) return [];
  const day = (daysAgo: number): string => new Date(Date.now() - daysAgo * DAY).toISOString().slice(0, 10);
  const pages: [string, (log: NonNullable<World["actions"]>["small"]) => Record<string, string>][] = [
    ["actions, the newest", () => ({})],
    ["actions, of one type", () => ({ type: "Renew" })],
    ["actions, of one offer", ({ offerKey }) => ({ offer: offerKey })],
    ["actions, of one person", ({ initiatorUserId }) => ({ person: initiatorUserId })],
    ["actions, of a person's name", () => ({ person: nameOfPerson(3) })],
    ["actions, of one year", () => ({ from: day(730), to: day(365) })],
    ["actions, of one type and year", () => ({ type: "Assign", from: day(730), to: day(365) })],
    ["actions, the last page", () => ({ cursor: LAST_PAGE })],
  ];
  return pages.flatMap(([name, query]) =>
    [{ log: actions.small, count: SMALL }, { log: actions.large, count: ACTIONS }].map(({ log, count }): Target => {
      const search = new URLSearchParams(query(log));
      return { name: nameAt(name, count), group: "actions-page", path: `/publisher/${log.key}/actions${search.size > 0 ? `?${search}` : ""}`, yardstick: "empty page", headers: { cookie: memberCookie }, status: 200, text: "cursor=", next: null };
    }),
  );
}
