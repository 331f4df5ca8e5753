import Link from "next/link";
import type { ReactNode } from "react";
import { elapsed } from "@/components/overview/elapsed";
import { WaitsBadge } from "@/components/subscriptions/waits-badge";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Glyph, type GlyphName } from "@/components/ui/glyph";
import { LocalTime } from "@/components/ui/local-time";
import type { StuckPurchase } from "@/lib/subscriptions/overview";

const REASONS: Record<StuckPurchase["reason"], { word: string; why: string; tone: BadgeTone; glyph: GlyphName }> = {
  unopened: { word: "Not opened", why: "Nobody has come to the landing page: the portal found the purchase in Microsoft's list.", tone: "neutral", glyph: "clock" },
  unconfirmed: { word: "Not confirmed", why: "The customer opened the landing page and did not confirm the order.", tone: "neutral", glyph: "clock" },
  "handed-over": { word: "Being set up", why: "The customer confirmed; your system was told and has not finished.", tone: "info", glyph: "clock" },
  "set-up-failed": { word: "Set-up failed", why: "Your system could not set it up.", tone: "error", glyph: "error" },
  requested: { word: "Not taken yet", why: "The customer confirmed; Microsoft has not taken the activation yet. The portal goes on trying.", tone: "warning", glyph: "clock" },
  activating: { word: "Activating", why: "Microsoft took the activation and has not finished it.", tone: "info", glyph: "clock" },
  refusing: { word: "Being cancelled", why: "It was refused here; Microsoft has not ended it yet.", tone: "neutral", glyph: "clock" },
  refused: { word: "Refused", why: "Microsoft refused the activation.", tone: "error", glyph: "error" },
};

interface StuckPurchasesProps {
  purchases: readonly StuckPurchase[];
  /** How many there are, shown or not. */
  count: number;
  /** Path of the list of subscriptions. */
  path: string;
  now: Date;
}

/** Who bought and is not served yet, and why; the longest waiting first. */
export function StuckPurchases({ purchases, count, path, now }: StuckPurchasesProps): ReactNode {
  return (
    <Card>
      <CardHeader
        title="Waiting to become active"
        description={count > purchases.length ? `The ${purchases.length} that have waited longest, of ${count.toLocaleString("en-GB")}.` : "The longest waiting first. Microsoft cancels a purchase that nobody activates."}
      />
      {purchases.length === 0 ? (
        <CardBody className="flex items-center gap-2 text-sm text-muted-foreground">
          <Glyph name="success" className="text-success-text" />
          Every purchase is active.
        </CardBody>
      ) : (
        <ul className="mt-3 divide-y border-t">
          {purchases.map((purchase) => (
            <Purchase key={purchase.subscriptionId} purchase={purchase} path={path} now={now} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Purchase({ purchase, path, now }: { purchase: StuckPurchase; path: string; now: Date }): ReactNode {
  const { word, why, tone, glyph } = REASONS[purchase.reason];
  return (
    <li className="flex flex-col gap-1 px-4 py-2.5 sm:px-5">
      <div className="flex items-center justify-between gap-3">
        <Link href={`${path}/${purchase.subscriptionId}`} prefetch={false} className="inline-flex min-h-6 min-w-0 items-center rounded-sm text-sm font-medium hover:underline">
          <span className="truncate">{purchase.name}</span>
        </Link>
        <span className="flex flex-wrap justify-end gap-1">
          <WaitsBadge days={purchase.pendingDays} />
          <Badge tone={tone} icon={<Glyph name={glyph} />}>
            {word}
          </Badge>
        </span>
      </div>
      <p className="text-xs break-words text-muted-foreground">{purchase.detail ?? why}</p>
      <p className="text-xs break-words text-muted-foreground">
        <span className="font-medium text-foreground">{elapsed(purchase.since, now)}</span>, since <LocalTime iso={purchase.since.toISOString()} />
        {purchase.customer ? ` · ${purchase.customer}` : null}
      </p>
    </li>
  );
}
