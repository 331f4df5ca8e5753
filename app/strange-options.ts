import type { TableFilterOption } from "@/components/data-table/list-query";

const MOST_STRANGE = 10;
const LONGEST_WORD = 60;

/** Words of an address that are none of a filter's options, as options: they fit nothing, and can be taken away. */
export function strangeOptions(given: string | string[] | undefined, options: readonly TableFilterOption[]): TableFilterOption[] {
  const words = new Set([given ?? []].flat().filter((word) => word !== "" && options.every(({ value }) => value !== word)));
  return [...words].slice(0, MOST_STRANGE).map((value) => ({ value, label: value.slice(0, LONGEST_WORD) }));
}
