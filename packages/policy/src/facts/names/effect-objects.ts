// The objects that decide what an action does: money, rights, what runs later, what lies outside.
import { list } from './lists.ts'

/** What is paid with, owed or earned. */
export const MONEY = list(`
  overdraft reward mile fund money cash payment payout pay payroll salary wage payee beneficiary bank billing bill invoice remittance
  transaction loan mortgage subscription checkout deposit withdrawal wallet balance iban wire credit debit refund charge
  budget bid stake donation tip purchase order installment settlement escrow chargeback disbursement reimbursement dividend
  compensation remuneration paycheck stipend treasury ledger premium annuity pension crypto coin debt arrear dispute`)

/** What is paid by itself from then on, in one word. */
export const PAID_BY_ITSELF = list(
  'autopay autopayment autorenew autorenewal autocharge autorecharge autotopup autorefill autodebit autobuy autobid autoinvest autopurchase autobill',
)
/** The same in two words: `auto_renew`. */
export const BY_ITSELF = list('auto automatic')
export const PAYING = list(
  'pay payment renew renewal charge recharge topup refill debit buy bid invest purchase bill billing',
)
/** What is held or used for a while, costs nothing and may be renewed by itself. */
export const LEASED = list('lock lease session token watch certificate cert cache ticket record subscription')

/** What is only had for money, and how it is asked for. */
export const ASKED_FOR = list('register claim provision acquire obtain')
export const FOR_MONEY = list('domain trademark patent tld')

/** What is paid by the hour for as long as it is there, when somebody asks for one. */
export const PROVISIONING = list('provision rent')
export const BY_THE_HOUR = list(
  'cluster node nodepool instance vm machine server droplet gpu fleet database hardware infrastructure environment',
)

/** What something costs, when that is set: by itself, or as a code, a list or a rule. */
export const PRICING = list('price pricing discount coupon voucher promo rebate tariff fare')
export const PRICED = list('code list rule tier override')
export const SETTING = list(
  'create update set change modify edit lower raise adjust issue generate add patch replace override',
)

/** What is written about money and moves none. */
export const REPORTS = list(
  'report summary chart dashboard forecast overview spreadsheet analysis presentation graph template',
)
export const REPORTING = list('create generate prepare draft make write')

/** What says who may do what, and what protects. */
export const RIGHTS = list(`
  policy permission role right privilege acl access admin administrator owner ownership collaborator maintainer comaintainer coowner moderator committer superuser sudoer signatory cosigner mfa 2fa totp otp sso
  saml oauth oidc scope grant firewall port ingress egress security dns nameserver certificate cert tls ssl audit logging
  monitoring retention visibility sharing trust protection impersonation session token password passphrase passcode
  credential secret identity iam whitelist allowlist blocklist denylist blacklist cors csp waf vpn peering guardrail
  sandbox approval approver captcha antivirus encryption keypair apikey pincode entitlement authentication authorization
  membership ruleset delegation quarantine lockout ratelimit limit quota serviceaccount dsn disarm unlock
  restriction codeowner trusted allowed exempt exemption unprotect unrestrict unban unblock unquarantine loosen relax weaken`)

/** Words that make a right of a key. */
export const KEYED = list(
  'api access ssh deploy secret signing private public encryption kms gpg pgp host master root auth',
)

/** Machines that move, heat or let something through, and what is done to them; a record of one is none. */
export const MACHINES = list(
  'valve pump breaker actuator turbine boiler furnace centrifuge conveyor crane solenoid servo spindle thruster winch hoist sluice floodgate damper compressor reactor kiln plc scada setpoint',
)
export const ACTUATING = list(
  'set open close adjust toggle turn move rotate increase decrease raise lower change enable activate actuate put write force pulse ramp override position',
)
export const RECORDED = list(
  'record note label name description manual photo image tag comment document doc log title color icon category supplier price inspection report task ticket drawing datasheet history owner',
)

/** Where money is put aside, and how that ends. */
export const PUT_ASIDE = list('saving pot jar piggybank kitty isa brokerage holding moneybox nestegg')
export const ENDING = list('close end finish complete empty')
export const SAVED_OTHERWISE = list('power energy daylight battery water data memory space disk bandwidth')

/** What is offered binds whoever offers it. */
export const OFFERING = list('extend make')

/** Who is let in where somebody lives, pays or has a plan. */
export const SHARED_BY = list('household family circle plan account subscription profile')
export const TAKEN_IN = list(
  'user member people person participant colleague employee friend guest traveler traveller dependent dependant roommate housemate spouse partner companion nominee cardholder driver child relative sibling parent resident delegate',
)

/** Somebody who is let in when he is added. */
export const PEOPLE = list(
  'user member people person participant colleague employee contact friend bot app guest',
)
export const GROUPS = list(
  'group team org organization organisation workspace project repo repository tenant role channel',
)
/** What rules decide who may do what, when they stand before `rule`. */
export const RULED = list('branch push merge ip network access inbound outbound security routing')
export const LETTING_IN = list('add assign join enroll promote elevate invite attach approve admit')

/** What runs by itself, later or again. */
export const LATER = list(`
  cron crontab scheduled trigger hook plugin addon extension workflow pipeline container startup autostart autorun daemon
  lambda function submodule dockerfile makefile jenkinsfile cronjob scheduler macro runner ci cd script package dependency automation procedure playbook runbook hypervisor pod
  deployment entrypoint handler listener udf initd systemd launchd webjob module binary library kernel driver firmware ld_preload registry_run dag statemachine daemonset statefulset replicaset serviceworker
  githook precommit prepush preinstall postcommit postinstall middleware interceptor applet userscript bookmarklet tampermonkey greasemonkey`)
/** What runs when it is a task of the machine, and is an ordinary thing when it is one of people. */
export const LATER_WHEN = list(
  'cron background batch recurring scheduled startup boot login logon system cluster kubernetes slurm spark',
)
export const STARTING = list('enable activate unmask')
export const STARTED = list('service unit daemon task macro script timer')
export const LATER_THINGS = list('job task service item process schedule')

/** What decides what the agent itself may do. */
export const CONTROL = list('mcp hook guardrail autoapprove sysprompt')
export const CONTROL_OF = list(
  'agent assistant system claude cursor copilot codex approval permission model tool auto',
)
export const CONTROL_THINGS = list(
  'config configuration setting prompt instruction rule mode approve approval policy permission hook memory server',
)

/** What lies outside the org once something is put there. */
export const OUTSIDE = list(`
  cc bcc   gist paste pastebin sas ipfs arweave torrent attendee invitee recipient participant guest presigned presign dropbox onedrive gdrive icloud drive webhook callback public external
  anonymous mirror remote forwarding newsletter subscriber follower shareable autoreply autoresponder tunnel feed syndication telegram whatsapp
  facebook twitter instagram linkedin reddit youtube tiktok mastodon`)

/** A link that lets in whoever has it. */
export const OPENING_BY_ITSELF = list(
  'magic temporary temp tmp signed unsigned expiring anonymous sas viewonly only bearer download',
)
export const OPENED_BY = list('link url uri')

/** Who gets mail after mail once put into one of these. */
export const WRITTEN_TO = list('contact lead prospect person people candidate customer recipient subscriber')
export const SERIES = list('sequence cadence drip campaign journey nurture autoresponder outreach')

/** What holds much else, so that it is not closed, replaced or made anew without a loss. */
export const CONTAINERS = list(`
  account database db table schema bucket disk volume drive partition cluster index collection namespace project repo
  repository workspace org organization organisation tenant server machine instance vm stack environment topic mailbox
  inbox trash bin dataset record row history column storage filesystem warehouse catalog keyspace snapshot`)
export const REPLACING = list(
  'close replace recreate amend rewrite overwrite empty reinit reinitialize reprovision rebuild reformat swap',
)

/** Contents that erase what was there. */
export const NOTHING = list('empty zero zeros zeroes blank null nothing garbage')
export const WRITING = list('write save set put fill update replace store')

/** What is only attached to a thing and does not change it. */
export const ANNOTATIONS = list(
  'note comment tag label category memo nickname reminder bookmark description annotation',
)
export const ANNOTATING = list('add write create update edit set attach assign put leave')
export const BESIDE = list('to on for of about in')

/** A person who takes over from the agent. */
export const HANDING = list('transfer escalate hand handoff handover connect request ask talk speak contact')
export const HUMANS = list('human representative operator supervisor')
export const ABOUT_HUMANS = list(
  'to a an the live human representative operator supervisor agent support service team transfer handoff handover escalation help with',
)

/** What goes on costing for as long as it is held. */
export const EXTENDING = list('extend renew upgrade prolong lengthen')
export const HELD = list(
  'reservation booking rental lease stay membership plan subscription room hire ticket seat contract trial license licence domain warranty',
)

/** What lets somebody in, or proves who somebody is. */
export const PROVING = list(
  'device fingerprint face phone mobile telephone authenticator passkey browser pin',
)
export const PROVEN = list(
  'register trust pair authorize authorise add enroll change update set reset replace link verify',
)
export const OPENING = list('open unlock')
export const ENTRANCES = list('door gate garage lock safe window trunk entrance barrier blind')

/** Of these what is not part of a screen as well. */
export const DOORS = list('door gate garage lock entrance barrier')
/** What sees who comes, and how it is kept from that. */
export const WATCHERS = list('camera cctv detector siren')
export const STILLING = list('pause mute snooze toggle')

/** What is collected for later, and as easily again. */
export const COLLECTED = list('cart basket wishlist watchlist playlist favorite favourite bookmark')

/** What messages are sorted into. */
export const SORTING = list('move add file sort put assign')
export const LETTERS = list('email mail message thread post conversation chat place')
export const KEEPING_AT_HAND = list(
  'save pin unpin star unstar mute unmute snooze flag unflag bookmark react',
)
export const SORTED = list('folder label category inbox archive board list tag')

/** What a question begins with that is answered with yes or no. */
export const ASKING = list('can is has are was does should did were')

/** How many: every one. */
export const EVERY = list('all every everything everyone bulk mass entire whole')
export const CHANGING = list(`
  update set unassign replace modify change patch edit rename move mutate archive close merge convert migrate lock hide detach
  reassign reschedule decline reject resolve complete`)

/** How long something is kept. */
export const KEEPING = list('retention ttl expiry expiration lifecycle')

/** What is only on a screen or in a session: what is done to it is undone by looking again. */
export const PASSING = list(`
  screen search timer stopwatch countdown selection filter highlight cursor viewport zoom typing spinner animation tooltip
  music song sound audio track playlist playback breadcrumb preview view input focus trace recording profiler profiling screencast`)
/** Of these what is kept, so that it is lost when it is deleted. */
export const KEPT = list(
  'view song sound music audio track playlist recording screencast trace filter search',
)
export const ERASING = list('delete destroy purge erase drop wipe shred expunge discard trash')
export const DIRECTIONS = list('back forward up down next previous home top bottom history')

/** What a text or a number is brought into another form as. */
export const FORMATTED = list(`
  code text date json string number name response output markdown html address phone currency time message sql query xml
  yaml csv document prompt citation result value list source duration bytes url title paragraph file amount`)

/** Nouns after which the words before them say what they are about: a status, a date, a count. */
export const DESCRIPTORS = list(`
  status state history date time log version count number queue limit rate option info information detail type kind id name
  schedule point target package notification event error result report metric statistic stat preview help note usage
  progress window plan calendar summary overview frequency duration age size length path url link title label category tag
  reason comment description documentation doc docs guide example template schema format field column header body content
  list listing catalog index page item entry record row file image photo icon color theme language locale timezone region
  policy rule requirement term condition criteria definition configuration config setting preference default parameter
  argument value score rank rating review feedback survey question answer response request message thread channel topic
  trend forecast estimate quote price cost fee balance currency exchange capacity availability slot position location
  address route distance area metadata attribute property feature capability permission role group team member owner author
  creator user customer contact profile account subscription invoice receipt statement transaction ticket issue task job run
  build release branch commit diff change patch health uptime latency threshold quota budget forecast candidate suggestion
  recommendation alternative match instruction manual tutorial changelog log audit trail alert incident outage reminder
  deadline milestone goal objective kpi dashboard chart graph map tree screenshot snapshot backup archive
  environment region zone cluster node instance server host machine device driver model agent tool function method class
  variable constant symbol token key checklist guideline breakdown roadmap agenda readiness brief briefing eta menu scorecard rundown
  ratio percentage percent probability odd likelihood tally ranking leaderboard streak
  matrix register handbook faq outline digest recap retrospective postmortem memo deck cadence train idea reminder metadata`)

/** These are only ever facts about a thing, so that even a verb before them only describes it. */
export const STRICT_DESCRIPTORS = list(`
  status history date time duration count version frequency usage statistic help notes preview info details progress
  overview summary options limits`)

/** The same of a name without any verb: `account_analytics`, `supported_languages`. */
export const FACTS = list(`
  metadata analytics diagnostics documentation docs fulltext schema size activity activities languages usages definitions symbols
  issues discussions analysis quality phase strength definition synonyms research`)
export const DESCRIBED = list(
  'deploy run build start send publish push restore sync backup install login launch drop unlock',
)

/** What is shown when a secret is read. */
export const SECRETS = list(
  'secret password passphrase passcode credential token apikey keypair vault keyvault bitwarden lastpass onepassword keepass infisical doppler keychain privatekey otp totp cookie cvv',
)
export const SHOWING = list(`
  get read list show fetch describe view reveal retrieve find search lookup dump decrypt browse inspect export load`)
export const ABOUT_SECRETS = list(`
  usage count policy status rotation expiry expiration metadata length strength rule requirement history limit type
  configuration docs help page template scope info count name consent preference banner notice budget cost price estimate balance max`)

/** Words that show a secret when they stand side by side: `connection_string`, `recovery_codes`. */
export const SECRET_OF = list('connection verification recovery backup authenticator security one')
export const SECRET_THINGS = list('string code')

/** What somebody prefers, which is set without anything being sent. */
export const PREFERRING = list('update set change edit save')

/** Files that something is written out as. */
export const FORMATS = list('pdf csv json xml xlsx excel markdown md html png svg docx txt yaml')

/** Places in a text of code, to which an editor goes. */
export const PLACES = list('definition declaration implementation reference line symbol type file')

/** Systems whose own words for looking are nouns: `docker_ps`, `kubectl_logs`. */
export const SYSTEMS = list(`
  docker podman kubectl kubernetes git npm pip cargo browser aws gcloud az gh redis mongo mongodb postgres collection table
  index bucket queue pod node container server app database db cluster page repo maps`)
export const LOOKED = list('ps top logs stats images schema indexes metrics directions elevation events')

/** What something is known by, and is looked up where it is resolved. */
export const RESOLVED = list(`
  id name handle address symbol host hostname domain dns ip ens did url uri path reference ref alias import username identifier
  coordinate location timezone placeholder version type library`)

/** Products that stand before what a tool does, and say nothing about it. */
export const PRODUCTS = list(`
  notion outlook slack gmail github gitlab bitbucket jira linear asana trello gcal discord hubspot salesforce zendesk sentry
  datadog stripe paypal shopify airtable figma supabase obsidian todoist clickup confluence grafana pagerduty google
  microsoft atlassian vercel netlify cloudflare heroku twilio sendgrid mailchimp quickbooks xero plaid coinbase binance
  firecrawl tavily exa brave perplexity kagi playwright puppeteer context7 deepwiki serper apify brightdata intercom freshdesk
  zoom calendly typeform webflow wordpress contentful sanity miro loom dropbox onedrive sharepoint teams monday basecamp
  smartsheet coda craft evernote roam logseq anytype zotero spotify youtube reddit twitter linkedin telegram whatsapp zapier n8n
  posthog mixpanel amplitude segment launchdarkly optimizely snyk semgrep sonarqube sonar circleci jenkins buildkite argocd
  homeassistant gdrive gsheets gdocs chroma qdrant pinecone weaviate milvus elasticsearch opensearch algolia`)

/** Of these a query is one in a language of its own. */
export const QUERIED_PRODUCTS = list('supabase elasticsearch opensearch')

/** Programs and languages whose names stand before what a tool looks at with them. */
export const PROGRAMS = list('helm mysql psql mongosh ansible parallel graphql sql nosql cypher')

/** What is sent when one of these stands before it: `share_passport_details`. */
export const SHARING = list('share export email mail post message tweet broadcast fax invite')
export const SHARED = list('details info history notes overview')

/** Parts of a page, which are changed and block nobody. */
export const PAGED = list('append create update insert edit move duplicate get list retrieve')
export const PARTS = list('code text content page quote image child toggle callout')

/** How something looks is set, and no disk is formatted. */
export const SHAPING = list('set change update edit clear copy')
export const DISKS = list('disk drive volume partition card device sd usb storage')

/** What is run or performed that only looks. */
export const PERFORMING = list('run start perform do make conduct execute launch begin')
export const LOOKS = list(`
  report audit analysis search scan check diagnosis diagnostic inspection benchmark evaluation forecast simulation comparison
  estimate assessment research researcher crawl crawler scrape scraper extraction validation lint profile trace prediction
  detection summary lookup`)

/** What is taken or built for the moment, and destroys and sends nothing. */
export const TAKEN = list('snapshot screenshot photo picture note heapsnapshot')
export const BUILT = list('context query url prompt filter string report graph tree message payload request')

/** What is done with a text alone, and what a text is called. */
export const TEXTUAL = list(`
  strip trim escape unescape minify beautify lowercase uppercase capitalize capitalise slugify wrap unwrap indent dedent truncate split
  join reverse pad repeat replace remove clean count test match validate convert pretty`)
export const TEXTS = list(`
  html text string markdown json xml yaml toml csv whitespace space newline sentence paragraph word character accent diacritic emoji
  punctuation regex regexp regexp pattern base64 hex camelcase snakecase`)

/** What is done with the labels of a message. */
export const RELABELING = list('modify label unlabel categorize categorise tag untag')

/** Languages in which something that is read or checked is written. */
export const LANGUAGES = list('sql graphql cypher python javascript php ruby perl nosql helm ansible')

/** Stores in which an org keeps its own files. */
export const STORES = list('drive dropbox onedrive gdrive icloud')

/** Who may look at or change what a group shares. */
export const READING_PEOPLE = list('editor viewer contributor commenter writer reader observer')

/** What turns one text or number into another, by its name. */
export const CONVERTERS = list(
  'converter generator transformer formatter renderer visualizer translator picker',
)

/** What only looks or computes, by its name as a whole. */
export const LOOKERS = list(`
  summarizer summariser explorer analyzer analyser calculator crawler scraper searcher finder counter comparer classifier validator
  linter inspector`)
