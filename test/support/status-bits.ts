/** The bits of a status list (Token Status List section 4): for tests in any runtime. */

/** @param lst base64url of the compressed list */
export async function unpackList(lst: string): Promise<Uint8Array> {
  const packed = Uint8Array.from(atob(lst.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export function isMarked(bytes: Uint8Array, index: number): boolean {
  return (((bytes[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
}

export function countMarked(bytes: Uint8Array): number {
  return bytes.reduce((count, byte) => count + byte.toString(2).replaceAll('0', '').length, 0);
}
