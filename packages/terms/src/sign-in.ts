// How people sign in.

/** How a member signed in. */
export const SIGN_IN_METHODS = ['password', 'totp', 'passkey'] as const

/** How a member signed in. */
export type SignInMethod = (typeof SIGN_IN_METHODS)[number]
