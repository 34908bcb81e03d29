/**
 * The map of the data model: every key of the table is made here and nowhere else.
 * Everything a person owns lives under one partition key, so export, deletion and isolation are one query.
 */

export type Key = { PK: string; SK: string }

/** Ends a range of sort keys: no key of ours holds a greater character. */
export const LAST = '\u{10FFFF}'

/** The bounds of every sort key that begins with `prefix`. (begins_with is slow in the local database.) */
export const startingWith = (prefix: string): { from: string; to: string } => ({ from: prefix, to: prefix + LAST })

export const userPk = (userId: string) => `USER#${userId}`

/** The person whose partition this is, or null. */
export const userOf = (pk: string): string | null => (pk.startsWith('USER#') ? pk.slice('USER#'.length) : null)

/** Sort keys, by what they hold. Ids are ULIDs, dates YYYY-MM-DD, instants ISO UTC. */
export const sk = {
  /** Precedes the projects, so that one query reads both: put no keys between 'PROFILE' and 'PROJECT'. */
  profile: () => 'PROFILE',
  /** TASK#id, GOAL#id, …: an entity whose key is its id. */
  entity: (kind: string, id: string) => `${upper(kind)}#${id}`,
  /** Every entity of a kind. */
  entities: (kind: string) => `${upper(kind)}#`,
  /** Deleted entities, kept 30 days under the key they had. */
  trash: (entitySk: string) => `TRASH#${entitySk}`,
  /** How far undoing a change set is. */
  undoing: (requestId: string) => `CHANGESET#${requestId}`,
  /** Links that a restored entity still has to get back: there while its restoration goes on. */
  restoration: (entitySk: string) => `RESTORE#${entitySk}`,
  /** What points at a target: LINK#GOAL#g#TASK#t. The source carries the target's id in a field of its own. */
  link: (target: string, targetId: string, source: string, sourceId: string) =>
    `LINK#${upper(target)}#${targetId}#${upper(source)}#${sourceId}`,
  linksTo: (target: string, targetId: string, source?: string) =>
    `LINK#${upper(target)}#${targetId}#${source ? `${upper(source)}#` : ''}`,
  /** What points at any target of a kind. */
  allLinksTo: (target: string) => `LINK#${upper(target)}#`,
  /** A dependency from the task's side and from the side of the task that blocks it. */
  dependency: (taskId: string, dependsOnTaskId: string) => `DEP#${taskId}#${dependsOnTaskId}`,
  dependencies: (taskId: string) => `DEP#${taskId}#`,
  dependent: (dependsOnTaskId: string, taskId: string) => `DEPBY#${dependsOnTaskId}#${taskId}`,
  dependents: (dependsOnTaskId: string) => `DEPBY#${dependsOnTaskId}#`,
  /** Serialises changes of a graph that must stay free of cycles. */
  guard: (graph: string) => `GUARD#${upper(graph)}`,
  /** What people noted about a goal. */
  goalActivity: (goalId: string, id: string) => `GOALACTIVITY#${goalId}#${id}`,
  goalActivities: (goalId: string) => `GOALACTIVITY#${goalId}#`,
  /** Logs of one metric (or of all), oldest first. */
  metricLog: (metricId: string, loggedAt: string, id: string) => `METRICLOG#${metricId}#${loggedAt}#${id}`,
  metricLogs: (metricId?: string) => (metricId ? `METRICLOG#${metricId}#` : 'METRICLOG#'),
  /** The newest logs of a metric in one row. '+' sorts after '#': one range holds the metrics and then these rows. */
  recentLogs: (metricId: string) => `METRIC+LOGS#${metricId}`,
  milestone: (metricId: string, id: string) => `METRICMILESTONE#${metricId}#${id}`,
  milestones: (metricId?: string) => (metricId ? `METRICMILESTONE#${metricId}#` : 'METRICMILESTONE#'),
  /** Cached, with TTL. */
  metricInsight: (id: string) => `METRICINSIGHT#${id}`,
  metricInsights: () => 'METRICINSIGHT#',
  /** Redemptions of one reward, oldest first. */
  redemption: (rewardId: string, id: string) => `REDEMPTION#${rewardId}#${id}`,
  redemptions: (rewardId: string) => `REDEMPTION#${rewardId}#`,
  /** The newest redemptions of a reward in one row; one range holds the rewards and then these rows. */
  recentRedemptions: (rewardId: string) => `REWARD+REDEMPTIONS#${rewardId}`,
  /** One log of a habit per day there; and the days on which it rests. */
  habitLog: (habitId: string, date: string) => `HABITLOG#${habitId}#${date}`,
  habitLogs: (habitId: string) => `HABITLOG#${habitId}#`,
  habitSkip: (habitId: string, date: string) => `HABITSKIP#${habitId}#${date}`,
  habitSkips: (habitId: string) => `HABITSKIP#${habitId}#`,
  /** The recent logs and skips of a habit in one row; one range holds the habits and then these rows. */
  recentDays: (habitId: string) => `HABIT+DAYS#${habitId}`,
  /** One logbook entry per day; its date may change, so a pointer finds it by its id. */
  logbookEntry: (date: string) => `LOGBOOK#${date}`,
  logbookEntries: () => 'LOGBOOK#',
  logbookPointer: (id: string) => `LOGBOOKID#${id}`,
  /** Whose the second is at which a note was written: no two notes of a person have the same. */
  zettel: (zettelId: string) => `ZETTEL#${zettelId}`,
  /** Answers to flashcards in the order of time; a pointer finds one by its id. */
  cardReview: (reviewedAt: string, id: string) => `CARDREVIEW#${reviewedAt}#${id}`,
  cardReviewPointer: (id: string) => `CARDREVIEWID#${id}`,
  /** How many reviews a day has, by deck. */
  reviewDay: (date: string, deckId: string) => `REVIEWDAY#${date}#${deckId}`,
  reviewDays: (date: string) => `REVIEWDAY#${date}`,
  /** How many cards of a deck come up on each day of a quarter (2026-1), or were never reviewed (new). */
  cardsDueIn: (deckId: string, quarter: string) => `KNOWLEDGEDUE#${deckId}#${quarter}`,
  allCardsDue: () => 'KNOWLEDGEDUE#',
  /** An item of the vault under its title (a hash of it): what links by title are resolved by. */
  vaultTitle: (titleKey: string, id: string) => `KNOWLEDGETITLE#${titleKey}#${id}`,
  vaultTitles: (titleKey?: string) => (titleKey ? `KNOWLEDGETITLE#${titleKey}#` : 'KNOWLEDGETITLE#'),
  /** The links of an item's text, in parts. */
  vaultLinks: (id: string, part: number) => `KNOWLEDGELINKS#${id}#${String(part).padStart(2, '0')}`,
  allVaultLinks: (id?: string) => (id ? `KNOWLEDGELINKS#${id}#` : 'KNOWLEDGELINKS#'),
  /** That an item's text links to a title or an id (a hash of it), whether or not there is such an item. */
  vaultBacklink: (titleKey: string, sourceId: string) => `KNOWLEDGEBACKLINK#${titleKey}#${sourceId}`,
  vaultBacklinks: (titleKey: string) => `KNOWLEDGEBACKLINK#${titleKey}#`,
  /** A title that an item had, while the links by it are being rewritten. */
  vaultRename: (id: string, titleKey: string) => `KNOWLEDGERENAME#${id}#${titleKey}`,
  vaultRenames: (id: string) => `KNOWLEDGERENAME#${id}#`,
  /** What the index of the vault consists of, and who is writing it. */
  vaultIndex: () => 'KNOWLEDGEINDEX',
  /** That an entity changed and the index of the vault does not know it yet, by the change's sequence number. */
  unindexed: (sequence: string, entitySk: string) => `KNOWLEDGEUNINDEXED#${sequence}#${entitySk}`,
  allUnindexed: () => 'KNOWLEDGEUNINDEXED#',
  /** Markdown files by path, so one range is a folder; a pointer finds one by its id; and what its content was, oldest first. */
  markdownFile: (path: string) => `MARKDOWNFILE#${path}`,
  markdownFiles: (folder?: string) => (folder ? `MARKDOWNFILE#${folder}/` : 'MARKDOWNFILE#'),
  markdownFilePointer: (id: string) => `MARKDOWNFILEID#${id}`,
  markdownVersion: (id: string, version: number) => `MARKDOWNVERSION#${id}#${String(version).padStart(8, '0')}`,
  markdownVersions: (id?: string) => (id ? `MARKDOWNVERSION#${id}#` : 'MARKDOWNVERSION#'),
  /** A file that is announced and may have been sent, with TTL. */
  upload: (id: string) => `FILEUPLOAD#${id}`,
  /** One per person, without events: it is overwritten every few seconds of typing. */
  noteDraft: () => 'DRAFT#NOTE',
  weeklyReview: (weekStart: string) => `WEEKLYREVIEW#${weekStart}`,
  weeklyReviews: () => 'WEEKLYREVIEW#',
  weeklyReviewPointer: (id: string) => `WEEKLYREVIEWID#${id}`,
  /** Single events by start (a day or an instant); recurring and long ones before them; a pointer finds either by id. */
  calendarEvent: (start: string, id: string) => `CALENDAREVENT#AT#${start}#${id}`,
  calendarEventsFrom: (start: string) => `CALENDAREVENT#AT#${start}`,
  spreadEvent: (id: string) => `CALENDAREVENT#ALL#${id}`,
  spreadEvents: () => 'CALENDAREVENT#ALL#',
  calendarPointer: (id: string) => `CALENDARID#${id}`,
  /** The secret in a feed's address. '+' sorts after '#': one range holds the feeds and then these rows. */
  feedAddress: (feedId: string) => `CALENDARFEED+ADDRESS#${feedId}`,
  /** How far the sync of a calendar connection is, with the attributes of GSI3 while it has a next time. */
  calendarSync: (connectionId: string) => `CALENDARSYNC#${connectionId}`,
  calendarSyncs: () => 'CALENDARSYNC#',
  /** Where in the changes of one of its calendars the sync is. */
  calendarPlace: (connectionId: string, calendarId: string) => `CALENDARPLACE#${connectionId}#${calendarId}`,
  calendarPlaces: (connectionId: string) => `CALENDARPLACE#${connectionId}#`,
  /** What the pages of a full sync under way named. */
  calendarSeen: (connectionId: string, calendarId: string, page: number) =>
    `CALENDARSEEN#${connectionId}#${calendarId}#${String(page).padStart(6, '0')}`,
  calendarSeens: (connectionId: string, calendarId?: string) =>
    `CALENDARSEEN#${connectionId}#${calendarId ? `${calendarId}#` : ''}`,
  /** An occurrence that its provider lists apart from its series, under the id of the series. */
  calendarException: (connectionId: string, seriesId: string, start: string) =>
    `CALENDAREXCEPTION#${connectionId}#${seriesId}#${start}`,
  calendarExceptions: (connectionId: string, seriesId?: string) =>
    `CALENDAREXCEPTION#${connectionId}#${seriesId ? `${seriesId}#` : ''}`,
  /** The channel by which a provider says that a calendar changed. */
  calendarChannel: (connectionId: string, calendarId: string) => `CALENDARCHANNEL#${connectionId}#${calendarId}`,
  calendarChannels: (connectionId: string) => `CALENDARCHANNEL#${connectionId}#`,
  /** The last runs of a connection: each takes the place of the one twenty runs before it. */
  calendarRun: (connectionId: string, place: number) => `CALENDARRUN#${connectionId}#${String(place).padStart(2, '0')}`,
  calendarRuns: (connectionId: string) => `CALENDARRUN#${connectionId}#`,
  /** The address or the tokens of a connection, sealed. In no export. */
  calendarSecret: (connectionId: string) => `CALENDARSECRET#${connectionId}`,
  /** The blocks of a task in the focus calendar, with TTL. */
  focusTask: (taskId: string) => `FOCUSTASK#${taskId}`,
  focusTasks: () => 'FOCUSTASK#',
  /** What a plan says, and in parts what applying it changed; kept as long as the plan (PLAN#id). */
  planContent: (planId: string) => `PLANCONTENT#${planId}`,
  planPart: (planId: string, part: number) => `PLANPART#${planId}#${String(part).padStart(3, '0')}`,
  planParts: (planId: string) => `PLANPART#${planId}#`,
  /** Follows the transactions, so that one query from the end reads both: put no keys between 'TXN' and 'WALLET'. */
  wallet: () => 'WALLET',
  transaction: (id: string) => `TXN#${id}`,
  transactions: () => 'TXN#',
  /** Changes of everything, oldest first: the id is a ULID. */
  event: (id: string) => `EVENT#${id}`,
  events: () => 'EVENT#',
  /** Numbers kept by the stream: how many entities of each kind there are. */
  counters: () => 'COUNTERS',
  /** The search index, kept by the stream: an entity's key under each of its words (letters and digits only). */
  word: (word: string, entitySk: string) => `WORD#${word}#${entitySk}`,
  /** Every word that begins so. */
  words: (beginning: string) => `WORD#${beginning}`,
  /** The different words of a person, in rows by their length; the second number spreads those of one length. */
  lexicon: (length: number, row: number) => `LEXICON#${String(length).padStart(2, '0')}#${row}`,
  lexicons: () => 'LEXICON#',
  /** Says that the search index holds everything, and in which form. */
  searchIndex: () => 'SEARCHINDEX',
  /** Answers of models, with TTL: the same question on the same facts. */
  aiAnswer: (feature: string, hash: string) => `AIANSWER#${feature}#${hash}`,
  /** What may be asked of models: tokens and requests that are used, and reserved by calls under way. */
  aiBudget: () => 'AIBUDGET',
  /** What each feature used in a billing period. */
  aiUsage: (period: string, feature: string) => `AIUSAGE#${period}#${feature}`,
  aiUsages: (period: string) => `AIUSAGE#${period}#`,
  /** How often the subscription was read from Stripe and stored: what was read before another wrote is not stored. */
  billingReads: () => 'BILLINGREADS',
  /** How many bytes the person stores outside the table; and what announced uploads may take of the room. */
  storage: () => 'STORAGE',
  storageHold: (uploadId: string) => `STORAGE#HOLD#${uploadId}`,
  /** Stripe's events that are dealt with, with TTL. */
  stripeEvent: (eventId: string) => `STRIPEEVENT#${eventId}`,
  /** The person's data key, encrypted by KMS: what is sealed with it is lost when the row is deleted. In no export. */
  dataKey: () => 'DATAKEY',
  /** Long work, with the attributes of GSI3 until it has ended; and in parts what it works on. Both with TTL, in no export. */
  job: (id: string) => `JOB#${id}`,
  jobs: () => 'JOB#',
  jobPart: (id: string, part: number) => `JOBPART#${id}#${String(part).padStart(3, '0')}`,
  jobParts: (id: string) => `JOBPART#${id}#`,
  /** By which event of the calendar one of a file is known: a second import changes it. Stays when the event is deleted. */
  calendarUid: (hash: string) => `CALENDARUID#${hash}`,
  idempotency: (route: string, key: string) => `IDEMPOTENCY#${route}#${key}`,
  /** When the requests of a bucket came that still count. */
  rate: (bucket: string) => `RATE#${bucket}`,
} as const

/** GSI1, sparse, per person: tasks of one status by due date; those without one come last. */
export const tasksByStatus = {
  pk: (userId: string, status: string) => `USER#${userId}#TASK#${status}`,
  sk: (dueDate: string | null, id: string) => `${dueDate ?? tasksByStatus.none}#${id}`,
  /** Stands for no due date. */
  none: '~',
}

/** GSI1, sparse, per person and deck: active flashcards by what they wait for, then by when. */
export const cardsDue = {
  pk: (userId: string, deckId: string) => `USER#${userId}#CARDS#${deckId}`,
  sk: (state: string, at: string, id: string) => `${state.toUpperCase()}#${at}#${id}`,
  state: (state: string) => `${state.toUpperCase()}#`,
}

/** The owner of a Stripe customer and, with a TTL, the events about one that has no owner yet. */
export const stripeCustomer = {
  pk: (customer: string) => `STRIPECUSTOMER#${customer}`,
  owner: () => 'OWNER',
  unclaimed: (eventId: string) => `UNCLAIMED#${eventId}`,
  allUnclaimed: () => 'UNCLAIMED#',
}

/** Whose feed the address with this hash (SHA-256) is. */
export const feedToken = (hash: string): Key => ({ PK: `FEEDTOKEN#${hash}`, SK: 'OWNER' })
/** A sign-in at a provider that is under way, by the hash (SHA-256) of its state; with a TTL. */
export const oauthState = (hash: string): Key => ({ PK: `OAUTHSTATE#${hash}`, SK: 'SIGNIN' })

/** Whose calendar a provider's channel is about, with TTL. */
export const channelOwner = (channelId: string): Key => ({ PK: `CALENDARCHANNEL#${channelId}`, SK: 'OWNER' })
/** GSI3: connections by the time of their next sync, spread over shards so that no partition takes all of them. */
export const calendarDue = {
  shards: 16,
  pk: (shard: number) => `CALENDARDUE#${String(shard).padStart(2, '0')}`,
  sk: (at: string, connectionId: string) => `${at}#${connectionId}`,
}

/** GSI3: long work that has not ended, by the time at which somebody should see to it, and by whom (the worker's name). */
export const jobsDue = {
  shards: 4,
  pk: (shard: number) => `JOBSDUE#${shard}`,
  sk: (at: string, worker: string, jobId: string) => `${at}#${worker}#${jobId}`,
}

/** How far a scheduled job has come, outside any person's partition. */
export const jobKey = (name: string): Key => ({ PK: `JOB#${name}`, SK: 'STATE' })

/** Rate windows of callers that are not signed in live outside any person's partition. */
export const anonymousPk = (who: string) => `ANONYMOUS#${who}`

const upper = (kind: string) => kind.toUpperCase()
