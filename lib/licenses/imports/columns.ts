/** What a file may tell of a person. */
export type Column = "upn" | "mail" | "objectId" | "name";

/** Where each stands in a line; null: the file has no such column. */
export type Columns = Readonly<Record<Column, number | null>>;

/** How columns are headed: as Entra's own list of users has them, and as people do. Compared without case, blanks and hyphens. */
const HEADINGS = {
  upn: ["userprincipalname", "upn", "user", "username", "login"],
  mail: ["mail", "email", "emailaddress", "mailaddress", "address"],
  objectId: ["objectid"],
  name: ["displayname", "name", "fullname"],
} satisfies Record<Column, readonly string[]>;
/** What heads object ids in Entra's own list, and numbers of the staff in others: what stands below tells. */
const ANY_IDS = ["id", "userid", "oid"];

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** How many lines tell whether a column holds object ids that no heading calls so. */
const LOOKED_AT = 20;

/** The columns as the first line heads them, with the lines below it; null where it heads none that says who somebody is. */
export function headedColumns(cells: readonly string[], rows: readonly (readonly string[])[]): Columns | null {
  if (cells.some((cell) => cell.includes("@"))) return null;
  const headings = cells.map(asHeading);
  // In the order of the words: where a file has both, userPrincipalName says more than user.
  const places = (words: readonly string[]): number[] => words.map((word) => headings.indexOf(word)).filter((place) => place >= 0);
  const find = (column: Column): number | null => places(HEADINGS[column])[0] ?? null;
  const ids = find("objectId") ?? places(ANY_IDS).find((place) => holdsGuids(rows, place)) ?? null;
  const columns = { upn: find("upn"), mail: find("mail"), objectId: ids, name: find("name") };
  return columns.upn === null && columns.mail === null ? null : columns;
}

/** Entra's templates write `User name [userPrincipalName] Required`. */
function asHeading(cell: string): string {
  return (/\[(\w+)\]/.exec(cell)?.[1] ?? cell).toLowerCase().replace(/[\s_-]+/g, "");
}

/** Whether the first cells with something in them are GUIDs. */
function holdsGuids(rows: readonly (readonly string[])[], place: number): boolean {
  const cells: string[] = [];
  for (const row of rows) {
    const cell = row[place]?.trim() ?? "";
    if (cell !== "" && cells.push(cell) === LOOKED_AT) break;
  }
  return cells.length > 0 && cells.every((cell) => GUID.test(cell));
}

/** The columns of a file without headings: the address stands first, and a column of GUIDs holds object ids. */
export function unheadedColumns(rows: readonly (readonly string[])[]): Columns {
  const first = rows.slice(0, LOOKED_AT);
  const width = Math.max(0, ...first.map((cells) => cells.length));
  const places = Array.from({ length: width }, (_, place) => place).slice(1);
  const objectId = places.find((place) => holdsGuids(rows, place));
  const name = places.find((place) => place !== objectId);
  return { upn: 0, mail: null, objectId: objectId ?? null, name: width <= 3 ? (name ?? null) : null };
}
