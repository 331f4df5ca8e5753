import { createHash } from "node:crypto";
import { PERSONAL_TENANT, type Persona } from "../catalogue";

/** A user of a tenant as Graph's basic profile has them. */
export interface DirectoryUser {
  readonly id: string;
  readonly displayName: string;
  readonly givenName: string | null;
  readonly surname: string | null;
  readonly mail: string | null;
  readonly userPrincipalName: string;
}

const GIVEN = ["Amara", "Bjørn", "Camila", "Dmitri", "Eilidh", "Farah", "Gustavo", "Hana", "Ibrahim", "Jolana", "Kwame", "Leila", "Mateo", "Ngozi", "Oisín", "Pilar", "Quentin", "Rosalind", "Sanjay", "Teuila"];
const SURNAME = ["Adebayo", "Bergström", "Castellano", "Dvořák", "Eriksen", "Fontaine", "Guerrero", "Hoang", "Iyer", "Jankowski", "Kapoor", "Lindholm", "Mbeki", "Nakagawa", "O’Rourke", "Papadakis", "Quispe", "Rahimi", "Šimić", "Tshabalala"];
const NOT_LATIN: readonly (readonly [string, string])[] = [
  ["田中 美咲", "misaki.tanaka"],
  ["김 서연", "seoyeon.kim"],
  ["Олена Коваленко", "olena.kovalenko"],
  ["ليلى حداد", "layla.haddad"],
  ["Ελένη Μαρκάκη", "eleni.markaki"],
  ["अनन्या शर्मा", "ananya.sharma"],
];
const MANY = 60;
const FEW = 6;
/** Every so many-th has no mailbox. */
const WITHOUT_MAIL = 9;

/** Everybody whom a tenant's directory lists, by name: the personas, its guests, and invented people who are the same at each start. */
export function peopleOf(tenantId: string, personas: readonly Persona[]): DirectoryUser[] {
  if (tenantId === PERSONAL_TENANT) return [];
  const members = personas.filter((each) => each.tenantId === tenantId);
  const domain = members[0]?.upn.split("@")[1] ?? `t${tenantId.slice(0, 8)}.example`;
  const guests = personas.flatMap((persona) => persona.guestOf.filter((each) => each.tenantId === tenantId).map(({ objectId }) => ({ ...persona, objectId, upn: `${persona.upn.replace("@", "_")}#EXT#@${domain}` })));
  const known = [...members, ...guests].map((each) => user(each.objectId, each.name, each.upn, each.email));
  const isLarge = members.some(({ key }) => key === "mira");
  return [...known, ...invented(tenantId, domain, isLarge ? MANY : FEW)].sort((one, other) => one.displayName.localeCompare(other.displayName, "en"));
}

function invented(tenantId: string, domain: string, count: number): DirectoryUser[] {
  return Array.from({ length: count }, (_, number) => {
    const [name, local] = number % 10 === 4 ? pick(NOT_LATIN, number / 10) : latin(tenantId, number);
    const upn = `${local}@${domain}`;
    return user(idOf(tenantId, number), name, upn, number % WITHOUT_MAIL === WITHOUT_MAIL - 1 ? null : upn);
  });
}

/** No name comes twice in one tenant: the surname moves on by one after each round of given names. */
function latin(tenantId: string, number: number): readonly [string, string] {
  const start = Number.parseInt(tenantId.slice(0, 4), 16) || 0;
  const given = pick(GIVEN, start + number);
  const surname = pick(SURNAME, start + number + Math.floor(number / GIVEN.length) * 7);
  return [`${given} ${surname}`, `${plain(given)}.${plain(surname)}`];
}

function plain(name: string): string {
  return name.normalize("NFD").replace(/ø/g, "o").replace(/[^A-Za-z]/g, "").toLowerCase();
}

function pick<T>(list: readonly T[], number: number): T {
  const found = list[Math.floor(number) % list.length];
  if (found === undefined) throw new Error("the list is empty");
  return found;
}

function user(id: string, displayName: string, userPrincipalName: string, mail: string | null): DirectoryUser {
  const [givenName = null, ...rest] = displayName.split(" ");
  return { id, displayName, givenName, surname: rest.join(" ") || null, mail, userPrincipalName };
}

function idOf(tenantId: string, number: number): string {
  const hex = createHash("sha256").update(`${tenantId}/${number}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}
