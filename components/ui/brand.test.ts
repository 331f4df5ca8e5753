import { expect, test } from "vitest";
import { brandStyle } from "@/components/ui/brand";
import { contrastRatio, parseHexColour } from "@/components/ui/contrast";

function foregroundOf(colour: string): string | undefined {
  const entry = Object.entries(brandStyle(colour)).find(([name]) => name === "--brand-foreground");
  return typeof entry?.[1] === "string" ? entry[1] : undefined;
}

test.each([
  ["#0b3d91", "#ffffff"],
  ["#ffd400", "#000000"],
  ["#ffffff", "#000000"],
  ["#000000", "#ffffff"],
  ["#FFF", "#000000"],
  [" #c0ffee ", "#000000"],
])("text on %s is %s", (colour, foreground) => {
  expect(foregroundOf(colour)).toBe(foreground);
});

test("a short colour is written out", () => {
  expect(brandStyle("#0af")).toMatchObject({ "--brand": "#00aaff" });
});

test.each(["", "blue", "#12", "#12345", "#1234567", "red; background: url(x)", null, undefined])(
  "%s leaves the product's own colour",
  (colour) => {
    expect(brandStyle(colour)).toEqual({});
  },
);

test("text reads on every colour", () => {
  for (let red = 0; red < 256; red += 15) {
    for (let green = 0; green < 256; green += 15) {
      for (let blue = 0; blue < 256; blue += 15) {
        const colour = `#${[red, green, blue].map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
        const foreground = parseHexColour(foregroundOf(colour) ?? "");
        expect(foreground).not.toBeNull();
        if (foreground) expect(contrastRatio([red, green, blue], foreground), colour).toBeGreaterThanOrEqual(4.5);
      }
    }
  }
});
