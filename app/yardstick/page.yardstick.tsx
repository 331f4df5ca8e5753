/** An empty page of the same build: what budgets of other pages are measured against. */
export default function Yardstick() {
  return null;
}
