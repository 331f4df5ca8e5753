import type { Role } from "@/lib/kernel/context";

/** From least to most, as they are shown. */
export const ROLE_WORDS: Readonly<Record<Role, string>> = { viewer: "Viewer", operator: "Operator", admin: "Admin", owner: "Owner" };

/** What stands behind the word, in one line. */
export const ROLE_HINTS: Readonly<Record<Role, string>> = {
  viewer: "sees everything that is not secret",
  operator: "works on subscriptions, jobs and alerts",
  admin: "also manages people, keys and offers",
  owner: "also makes and removes owners",
};
