const HEX_COLOUR = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i;

/** The three channels (0 to 255) of `#rgb` or `#rrggbb`, or null for anything else. */
export function parseHexColour(colour: string): [number, number, number] | null {
  const trimmed = colour.trim();
  if (!HEX_COLOUR.test(trimmed)) return null;
  const digits = trimmed.length === 4 ? trimmed.slice(1).replace(/./g, "$&$&") : trimmed.slice(1);
  const value = Number.parseInt(digits, 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function luminance(channels: readonly [number, number, number]): number {
  const [red, green, blue] = channels;
  const linear = (channel: number): number => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** WCAG 2 contrast ratio of two colours, from 1 to 21. */
export function contrastRatio(
  one: readonly [number, number, number],
  other: readonly [number, number, number],
): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  if (darker === undefined || lighter === undefined) return 1;
  return (lighter + 0.05) / (darker + 0.05);
}
