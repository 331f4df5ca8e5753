import type { DirectoryUser } from "./people";

const PROPERTIES = ["displayName", "mail", "userPrincipalName"] as const;

export interface Clause {
  readonly property: (typeof PROPERTIES)[number];
  readonly value: string;
}

/** `"displayName:ann" OR "mail:ann"`; null for anything that is not of this form. */
export function readSearch(search: string): Clause[] | null {
  const whole = /^"[^"\\]*"( OR "[^"\\]*")*$/;
  if (!whole.test(search)) return null;
  return all([...search.matchAll(/"([^"]*)"/g)].map(([, clause = ""]) => clauseOf(clause.slice(0, clause.indexOf(":")), clause.slice(clause.indexOf(":") + 1))));
}

/** `startswith(displayName,'ann')`, several joined by `or`; null for anything else. */
export function readFilter(filter: string): Clause[] | null {
  return all(filter.split(/ or /i).map((part) => {
    const [, property = "", value = ""] = /^\s*startswith\((\w+),\s*'((?:[^']|'')*)'\)\s*$/i.exec(part) ?? [];
    return clauseOf(property, value.replaceAll("''", "'"));
  }));
}

function clauseOf(name: string, value: string): Clause | null {
  const property = PROPERTIES.find((each) => each.toLowerCase() === name.toLowerCase());
  return property === undefined || value.trim() === "" ? null : { property, value: value.toLowerCase() };
}

function all(clauses: (Clause | null)[]): Clause[] | null {
  const known = clauses.filter((clause) => clause !== null);
  return known.length === clauses.length ? known : null;
}

/** Of a name each word that is searched for begins some word; an address begins with it. */
export function isMatch(person: DirectoryUser, { property, value }: Clause): boolean {
  const text = (person[property] ?? "").toLowerCase();
  if (property !== "displayName") return text.startsWith(value.trim());
  const words = text.split(/[\s\-]+/);
  return value.trim().split(/[\s\-]+/).every((wanted) => words.some((word) => word.startsWith(wanted)));
}
