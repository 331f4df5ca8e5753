import { randomBytes, randomInt } from 'node:crypto';

/** GUID-shaped, but with random version and variant digits: most real subscription ids are no RFC 4122 UUIDs. */
export function randomGuid(): string {
  const hex = randomBytes(16).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export function randomPuid(): string {
  return `1003${randomBytes(6).toString('hex').toUpperCase()}`;
}

/** The service writes times with seven fraction digits. */
export function timeWithSevenDigits(time: Date): string {
  return time.toISOString().replace('Z', `${String(randomInt(10_000)).padStart(4, '0')}Z`);
}

export function sameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
