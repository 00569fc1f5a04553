/** A sentence of ours with names that users chose: each name is isolated from the words around it. */

/** A name as `isolated` marks it (lib/names.ts). */
const NAME = /\u2068([^\u2069]*)\u2069/;

export function Sentence({ text }: { text: string }) {
  // Split by a group, so every second part is a name.
  return <>{text.split(NAME).map((part, index) => (index % 2 === 1 ? <bdi>{part}</bdi> : part))}</>;
}
