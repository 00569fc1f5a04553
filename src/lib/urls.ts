/** Adds to the query of a URL. The query it has stays as it is written (RFC 6749 section 3.1.2: "MUST be retained"). */
export function withParameters(uri: string, parameters: Record<string, string>): string {
  const url = new URL(uri);
  url.search = [url.search.slice(1), String(new URLSearchParams(parameters))].filter((part) => part !== '').join('&');
  return url.toString();
}
