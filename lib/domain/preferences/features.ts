import * as z from 'zod'

/** AI features whose provider and model a person may choose, by the names clients use. */
export const AiFeature = z
  .enum([
    'parseTask',
    'breakdownTask',
    'priorityAdvisor',
    'effortEstimation',
    'taskCategorization',
    'dependencyDetection',
    'projectHealth',
    'projectTaskGen',
    'projectRisk',
    'goalRefinement',
    'successCriteriaGen',
    'metricSuggestions',
    'goalCascade',
    'achievementForecast',
    'goalConflict',
    'goalProgress',
    'metricPatterns',
    'metricAnomalies',
    'metricCorrelations',
    'metricTargets',
    'metricHealth',
    'habitDesign',
    'habitStack',
    'streakRecovery',
    'habitPatterns',
    'triggerOptimization',
    'habitGoalAlignment',
    'reflectionPrompts',
    'dailyDigest',
    'logbookPatterns',
    'sentimentAnalysis',
    'weeklyReview',
    'connectionSuggestions',
    'noteExpand',
    'noteSummarize',
    'noteImprove',
    'noteTagSuggest',
    'noteAreaSuggest',
    'noteLinkSuggest',
    'noteGenerate',
    'noteExtract',
    'noteAnalyze',
  ])
  .meta({ id: 'AiFeature' })
export type AiFeature = z.infer<typeof AiFeature>

export const LlmProvider = z
  .enum(['anthropic', 'openai', 'gemini', 'grok', 'deepseek', 'groq', 'cerebras'])
  .meta({ id: 'LlmProvider' })
