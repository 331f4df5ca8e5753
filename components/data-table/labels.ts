/** Words of the table itself; the pages that customers see pass their own. */
export interface DataTableLabels {
  search: string;
  clearSearch: string;
  noMatch: string;
  noMatchAdvice: string;
  paging: string;
  previous: string;
  next: string;
}

export const ENGLISH_LABELS: DataTableLabels = {
  search: "Search",
  clearSearch: "Clear the search",
  noMatch: "Nothing matches this search",
  noMatchAdvice: "Check the spelling, or search for less.",
  paging: "Pages",
  previous: "Previous",
  next: "Next",
};
