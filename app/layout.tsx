import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata } from "next";
import { getLocale } from "next-intl/server";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { ThemeProvider } from "@/components/ui/theme-provider";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Marketplace portal", template: "%s · Marketplace portal" },
  robots: { index: false, follow: false },
  icons: { icon: "/favicon.svg" },
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const received = await headers();
  return (
    <html lang={await getLocale()} className={`${GeistSans.variable} ${GeistMono.variable}`} suppressHydrationWarning data-request-id={received.get("x-request-id") ?? ""}>
      <body className="font-sans">
        <ThemeProvider nonce={received.get("x-nonce") ?? undefined}>{children}</ThemeProvider>
      </body>
    </html>
  );
}
