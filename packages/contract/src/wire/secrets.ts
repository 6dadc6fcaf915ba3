// The members of answers that are secret: no log may hold what they carry.

/** Each is marked `x-secret` in the OpenAPI document, and nothing else is. */
export const SECRET_MEMBERS = ['link', 'secret'] as const
