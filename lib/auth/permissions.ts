import { ROLES, type Role } from "../kernel/context";

export const PERMISSIONS = ["subscriptions.read", "subscriptions.refresh"] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Who may do what, by the lowest role that may; each role may do all that those before it may: the one table that pages, actions and commands ask. */
const LOWEST_ROLE: Record<Permission, Role> = {
  "subscriptions.read": "viewer",
  "subscriptions.refresh": "operator",
};

export function may(role: Role, permission: Permission): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(LOWEST_ROLE[permission]);
}
