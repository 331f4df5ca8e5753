import { may } from "../auth/permissions";
import { ROLES, type Role } from "../kernel/context";
import { PERSONAL_ACCOUNTS_TENANT } from "../kernel/ids";

/**
 * Whether somebody of the role `giver` may make somebody a `role`, or change or remove somebody who is one. Nobody
 * reaches above themselves, so that nobody raises their own role either; owners are made and unmade by owners alone.
 */
export function mayGiveRole(giver: Role, role: Role): boolean {
  if (!may(giver, "team.manage")) return false;
  return role === "owner" ? may(giver, "team.manage-owners") : ROLES.indexOf(role) <= ROLES.indexOf(giver);
}

/** The roles that somebody of the role `giver` may give, from least to most. */
export function rolesToGive(giver: Role): Role[] {
  return ROLES.filter((role) => mayGiveRole(giver, role));
}

/** Whether a `role` may do what takes at least `lowestRole`. */
export function reaches(role: Role, lowestRole: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(lowestRole);
}

/** Whether accounts of this tenant are personal ones, who share nothing but it. */
export function isPersonalTenant(tenantId: string): boolean {
  return tenantId === PERSONAL_ACCOUNTS_TENANT;
}
