// Patterns of names, digests and other texts that several packages read; all are anchored.

/** A name that an org gives: of an action, a tool, an environment, a role. It must hold no personal data. */
export const NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_.:/@-]{0,127}$/

/** What `NAME_PATTERN` allows, in words. */
export const NAME_RULE =
  'must start with a letter or digit, and hold at most 128 letters, digits and _ . : / @ -'

/** A session or run id, chosen by the caller. */
export const SESSION_ID_PATTERN = /^[A-Za-z0-9_.:-]{1,64}$/

/** The id of a policy, as its `@id` gives it. */
export const POLICY_ID_PATTERN = /^[A-Za-z0-9_.:/-]{1,128}$/

/** A policy as a decision names it: a policy's id, or one that the service made from a tool's name. */
export const DECIDING_POLICY_PATTERN = /^[A-Za-z0-9_.:/@-]{1,160}$/

/** 32 bytes in lower-case hex: a SHA-256. */
export const SHA256_PATTERN = /^[0-9a-f]{64}$/

/** A SHA-256 as `sha256:` and lower-case hex. */
export const DIGEST_PATTERN = /^sha256:[0-9a-f]{64}$/

/** The RFC 7638 SHA-256 thumbprint of a key in base64url, 43 characters. */
export const THUMBPRINT_PATTERN = /^[A-Za-z0-9_-]{43}$/
