/** Where on the page a part of the document stands. */
export function anchorOf(kind: "guide" | "call" | "schema", name: string): string {
  return `${kind}-${name.replace(/[^A-Za-z0-9]+/g, "-").toLowerCase()}`;
}
