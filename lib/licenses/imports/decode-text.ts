/** What tells how a text is encoded, before it begins. */
const MARKS = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: "utf-8" },
  { bytes: [0xff, 0xfe], encoding: "utf-16le" },
  { bytes: [0xfe, 0xff], encoding: "utf-16be" },
] as const;

/**
 * The text of a file as a spreadsheet saves it: UTF-8, UTF-16 where a mark says so, and otherwise what Excel calls "CSV" on a
 * Western Windows. Lines end with \n.
 * @returns null for what is no text: a workbook, a picture, a program.
 */
export function decodeText(bytes: Uint8Array): string | null {
  const mark = MARKS.find((each) => each.bytes.every((byte, index) => bytes[index] === byte));
  const text = mark === undefined ? decodeUnmarked(bytes) : new TextDecoder(mark.encoding).decode(bytes);
  return text.includes("\0") ? null : text.replace(/\r\n?/g, "\n");
}

function decodeUnmarked(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
