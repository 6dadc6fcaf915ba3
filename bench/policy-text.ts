// A text of many policies: a third permit by tool, a third forbid by label, a third by paths and amounts.
const CHANGES = `@id("bench.change")
permit (principal, action in Action::"call", resource) when { context.effect == "change" || context.effect == "read" };`

const KINDS = [
  (n: number) => `@id("bench.${n}") @reason("tool ${n} may be used by its team")
permit (principal, action in Action::"call", resource == Tool::"crm:update_${n}")
when { principal.hasTag("team") && principal.getTag("team") == "north" };`,
  (n: number) => `@id("bench.${n}") @reason("team ${n} is closed")
forbid (principal, action in Action::"call", resource)
when { principal.hasTag("team") && principal.getTag("team") == "closed${n}" };`,
  (n: number) => `@id("bench.${n}") @reason("environment ${n} is frozen")
forbid (principal, action in Action::"call", resource)
when { context.environment == "frozen${n}" && context.effect != "read" }
unless { principal.roles.contains("release") };`,
]

export function benchmarkText(policies: number): string {
  const rest = Array.from({ length: policies - 1 }, (_, n) => KINDS[n % KINDS.length]?.(n) ?? '')
  return [CHANGES, ...rest].join('\n\n')
}
