"use client";

import type { ReactNode } from "react";
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { Week } from "@/components/charts/weekly-changes";

const tick = { fill: "var(--muted-foreground)", fontSize: 12 };
const tooltip = { backgroundColor: "var(--popover)", color: "var(--popover-foreground)", border: "1px solid var(--border)", borderRadius: "var(--radius)", fontSize: 13 };

const withoutYear = (label: string): string => label.replace(/ \d{4}$/, "");

/** The bars alone; what they show is said, and listed, by whoever draws them. */
export default function WeeklyBars({ weeks }: { weeks: readonly Week[] }): ReactNode {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={[...weeks]} accessibilityLayer={false} margin={{ top: 4, right: 4, bottom: 0, left: -16 }} barGap={2} barCategoryGap="22%">
        <CartesianGrid vertical={false} stroke="var(--border)" />
        <XAxis dataKey="label" tickFormatter={withoutYear} tick={tick} tickLine={false} axisLine={{ stroke: "var(--border)" }} minTickGap={4} interval="equidistantPreserveStart" />
        <YAxis allowDecimals={false} tick={tick} tickLine={false} axisLine={false} />
        <Tooltip cursor={{ fill: "var(--accent)" }} contentStyle={tooltip} itemStyle={{ color: "inherit" }} labelFormatter={(label) => <>Week of {label}</>} isAnimationActive={false} />
        <Bar dataKey="began" name="New" fill="var(--chart-1)" radius={[2, 2, 0, 0]} isAnimationActive={false} />
        <Bar dataKey="ended" name="Lost" fill="var(--chart-3)" radius={[2, 2, 0, 0]} isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  );
}
