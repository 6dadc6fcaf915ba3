// Levels of risk and of severity.

/** How much is at stake, from the lowest: the bands of a risk score, and the risk of a tool. */
export const LEVELS = ['low', 'medium', 'high', 'critical'] as const

/** One of the four levels. */
export type Level = (typeof LEVELS)[number]

/** How serious a reason or a finding is, from the least. */
export const SEVERITIES = ['info', ...LEVELS] as const

/** One of the five severities. */
export type Severity = (typeof SEVERITIES)[number]
