import type { CSSProperties } from "react";
import { contrastRatio, parseHexColour } from "@/components/ui/contrast";

interface BrandStyle extends CSSProperties {
  "--brand"?: string;
  "--brand-hover"?: string;
  "--brand-foreground"?: string;
}

const WHITE = [255, 255, 255] as const;
const BLACK = [0, 0, 0] as const;

/**
 * CSS variables that give a page a publisher's colour, with the text on it black or white, whichever reads better.
 * Without a usable colour the product's own stays.
 */
export function brandStyle(hexColour: string | null | undefined): CSSProperties {
  const colour = parseHexColour(hexColour ?? "");
  if (!colour) return {};
  const onWhite = contrastRatio(colour, WHITE);
  const onBlack = contrastRatio(colour, BLACK);
  const light = onWhite >= onBlack;
  const hex = `#${colour.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
  const style: BrandStyle = {
    "--brand": hex,
    // Away from the text's own colour, so that hovering never costs contrast.
    "--brand-hover": `color-mix(in srgb, ${hex} 86%, ${light ? "#000000" : "#ffffff"})`,
    "--brand-foreground": light ? "#ffffff" : "#000000",
  };
  return style;
}
