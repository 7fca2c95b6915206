// The address of the Live page in; what of it the API's list is asked for out. The filter is the address.

/** What a list may be narrowed by, as the API calls it. */
export const FILTER_FIELDS = ["hook_id", "event", "entity", "state", "status", "search"] as const;

/** What a list may be narrowed by. */
export type FilterField = (typeof FILTER_FIELDS)[number];

/** A filter; what is empty lets everything pass. */
export type Filter = Readonly<Record<FilterField, string>>;

/** The filter of an address. */
export function readFilter(query: URLSearchParams): Filter {
  const read = (field: FilterField): string => (query.get(field) ?? "").trim().slice(0, 300);
  return Object.fromEntries(FILTER_FIELDS.map((field) => [field, read(field)])) as Filter;
}

/** A query with the filter's set fields, and more. */
export function queryOf(
  filter: Partial<Filter>,
  more: Readonly<Record<string, string>> = {},
): string {
  const set = Object.entries({ ...filter, ...more }).filter(([, value]) => value !== "");
  const query = new URLSearchParams(set).toString();
  return query === "" ? "" : `?${query}`;
}

/** Whether anything is set. */
export function isNarrowed(filter: Filter): boolean {
  return Object.values(filter).some((value) => value !== "");
}
