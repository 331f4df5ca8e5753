/** What a table can be asked for, as its page has read it from the address. */

export interface TableSearch {
  /** Name of the parameter in the URL. */
  name: string;
  value: string;
  placeholder?: string;
}

export interface TableFilterOption {
  value: string;
  label: string;
}

export interface TableFilter {
  /** Name of the parameter in the URL. */
  name: string;
  label: string;
  /** Several at once, one of them, a day of the calendar, or a text. */
  kind: "many" | "one" | "day" | "text";
  options: TableFilterOption[];
  /** Those that are asked for. */
  values: string[];
}

/** A filter that is on, with the URL that is without it. */
export interface TableChip {
  label: string;
  removeHref: string;
}

export interface TableQuery {
  search: TableSearch;
  filters?: TableFilter[];
  chips?: TableChip[];
  /** The list with neither search nor filters. */
  clearHref: string;
  /** Other parameters that a search keeps: the order, never the cursor. */
  keep?: Record<string, string>;
}

export interface TableSort {
  column: string;
  direction: "ascending" | "descending";
  /** By column id: the URL that sorts by it, or turns its direction. */
  hrefs: Record<string, string>;
}
