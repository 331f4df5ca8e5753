"use client";

import { ThemeProvider as NextThemesProvider } from "next-themes";
import type { ReactNode } from "react";

interface ThemeProviderProps {
  /** Of the page's content security policy. */
  nonce?: string;
  children: ReactNode;
}

/** Light or dark: what the viewer chose, else what the system prefers. */
export function ThemeProvider({ nonce, children }: ThemeProviderProps): ReactNode {
  return (
    <NextThemesProvider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
      {children}
    </NextThemesProvider>
  );
}
