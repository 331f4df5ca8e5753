/** A moment of the real clock, which messages are dated by. */
export function timeOf(iso: string): string {
  return `${iso.slice(0, 19).replace("T", " ")} UTC`;
}
