/** What the address panel shows: the answers to a text, or the entry of a code. */
export type AddressView = { text: string } | { code: string };

/** Name of the parameter in the page's address that opens an entry, as the link on a door does. */
const PARAMETER = "address";

/** The entry that the page's address asks for; null when it asks for none. */
export function viewIn(search: string): AddressView | null {
  const code = new URLSearchParams(search).get(PARAMETER)?.trim();
  return code ? { code } : null;
}

/** The page's address for a view. A code may be shared; what somebody searched for stays out of it. */
export function addressOf(href: string, view: AddressView | null): string {
  const url = new URL(href);
  if (view && "code" in view) url.searchParams.set(PARAMETER, view.code);
  else url.searchParams.delete(PARAMETER);
  return url.href;
}
