// Every service that is known, one file each.
import { anthropic } from './known/anthropic.ts'
import { cloudflare } from './known/cloudflare.ts'
import { confluence } from './known/confluence.ts'
import { datadog } from './known/datadog.ts'
import { discord } from './known/discord.ts'
import { drive } from './known/drive.ts'
import { firebase } from './known/firebase.ts'
import { github } from './known/github.ts'
import { gitlab } from './known/gitlab.ts'
import { gmail } from './known/gmail.ts'
import { hubspot } from './known/hubspot.ts'
import { jira } from './known/jira.ts'
import { kubernetes } from './known/kubernetes.ts'
import { linear } from './known/linear.ts'
import { netlify } from './known/netlify.ts'
import { notion } from './known/notion.ts'
import { openai } from './known/openai.ts'
import { pagerduty } from './known/pagerduty.ts'
import { salesforce } from './known/salesforce.ts'
import { sendgrid } from './known/sendgrid.ts'
import { slack } from './known/slack.ts'
import { stripe } from './known/stripe.ts'
import { supabase } from './known/supabase.ts'
import { teams } from './known/teams.ts'
import { twilio } from './known/twilio.ts'
import { vercel } from './known/vercel.ts'
import { zendesk } from './known/zendesk.ts'
import type { Service } from './model.ts'

/** The services, in no order: no two have the same host and base. */
export const SERVICES: readonly Service[] = [
  anthropic,
  cloudflare,
  confluence,
  datadog,
  discord,
  drive,
  firebase,
  github,
  gitlab,
  gmail,
  hubspot,
  jira,
  kubernetes,
  linear,
  netlify,
  notion,
  openai,
  pagerduty,
  salesforce,
  sendgrid,
  slack,
  stripe,
  supabase,
  teams,
  twilio,
  vercel,
  zendesk,
]
