// Words of webhooks: how they are written, whether they are sent anything, what came of an attempt.
/** How a webhook is written: as Standard Webhooks, as a card for Microsoft Teams, or as a message of a Slack app. */
export const WEBHOOK_FORMATS = ['standard', 'teams', 'slack'] as const

/** How the body of a webhook is written. */
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number]

/** Whether a webhook is sent anything. */
export const WEBHOOK_STATUSES = ['active', 'disabled'] as const

/** Whether a webhook is sent anything. */
export type WebhookStatus = (typeof WEBHOOK_STATUSES)[number]

/** What came of one attempt to deliver: `dropped` was never sent, since too much waits for that webhook. */
export const ATTEMPT_STATUSES = ['succeeded', 'failed', 'dropped'] as const

/** What came of one attempt to deliver. */
export type AttemptStatus = (typeof ATTEMPT_STATUSES)[number]
