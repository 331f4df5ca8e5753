import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { contrastRatio, parseHexColour } from "@/components/ui/contrast";

const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");

function tokensOf(selector: string): Map<string, string> {
  const start = css.indexOf(`\n${selector} {`);
  const block = css.slice(start, css.indexOf("\n}", start));
  const tokens = new Map<string, string>();
  for (const [, name, value] of block.matchAll(/--([\w-]+):\s*([^;]+);/g)) {
    if (name && value) tokens.set(name, value.trim());
  }
  return tokens;
}

const light = tokensOf(":root");
const dark = tokensOf(".dark");
const themes = [
  ["light", light],
  ["dark", new Map([...light, ...dark])],
] as const;

const surfaces = ["background", "card", "popover", "sidebar", "muted"] as const;
const text = (foreground: string, ...backgrounds: string[]): [string, string, number][] =>
  backgrounds.map((background) => [foreground, background, 4.5]);
const graphic = (foreground: string, ...backgrounds: string[]): [string, string, number][] =>
  backgrounds.map((background) => [foreground, background, 3]);

const pairs: [string, string, number][] = [
  ...text("foreground", ...surfaces, "accent", "primary-soft", "destructive-soft", "success-soft", "warning-soft", "info-soft"),
  ...text("card-foreground", "card"),
  ...text("popover-foreground", "popover"),
  ...text("muted-foreground", ...surfaces, "accent"),
  ...text("accent-foreground", "accent"),
  ...["primary", "destructive", "success", "warning", "info"].flatMap((name) => [
    ...text(`${name}-foreground`, name),
    ...text(`${name}-text`, ...surfaces, "accent", `${name}-soft`),
  ]),
  ...text("primary-foreground", "primary-hover"),
  ...text("destructive-foreground", "destructive-hover"),
  ...graphic("input", ...surfaces),
  ...graphic("ring", ...surfaces, "accent"),
  ...graphic("primary", ...surfaces),
  ...[1, 2, 3, 4, 5, 6].flatMap((number) => graphic(`chart-${number}`, "background", "card")),
];

describe.each(themes)("%s theme", (_theme, tokens) => {
  const channels = (name: string): [number, number, number] => {
    const colour = parseHexColour(tokens.get(name) ?? "");
    if (!colour) throw new Error(`--${name} is not a hex colour in app/globals.css`);
    return colour;
  };

  test.each(pairs)("%s on %s has at least %s", (foreground, background, least) => {
    expect(contrastRatio(channels(foreground), channels(background))).toBeGreaterThanOrEqual(least);
  });
});

test("the dark theme gives each colour of the light one a value of its own", () => {
  const colours = [...light].filter(([, value]) => value.startsWith("#")).map(([name]) => name);
  expect(colours.filter((name) => !dark.has(name))).toEqual([]);
});

test("Tailwind knows each token by the name that globals.css gives it", () => {
  const config = readFileSync(new URL("../../tailwind.config.ts", import.meta.url), "utf8");
  const used = [...config.matchAll(/var\(--([\w-]+)\)/g)].flatMap(([, name]) => (name ? [name] : []));
  expect(used.filter((name) => !light.has(name) && !name.startsWith("font-geist-"))).toEqual([]);
});
