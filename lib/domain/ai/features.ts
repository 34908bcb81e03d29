import { conceptGraph } from './features/courses/concept-graph.ts'
import { courseLesson } from './features/courses/course-lesson.ts'
import { coursePreAssessment } from './features/courses/course-pre-assessment.ts'
import { courseSkeleton } from './features/courses/course-skeleton.ts'
import { flashcardsFromLesson, flashcardsFromText } from './features/courses/flashcards.ts'
import { achievementForecast } from './features/goals/achievement-forecast.ts'
import { goalCascade } from './features/goals/goal-cascade.ts'
import { goalConflict } from './features/goals/goal-conflict.ts'
import { goalHealthScore } from './features/goals/goal-health-score.ts'
import { goalProgress } from './features/goals/goal-progress.ts'
import { goalRefinement } from './features/goals/goal-refinement.ts'
import { metricSuggestions } from './features/goals/metric-suggestions.ts'
import { successCriteriaGen } from './features/goals/success-criteria-gen.ts'
import { habitDesign } from './features/habits/habit-design.ts'
import { habitGoalAlignment } from './features/habits/habit-goal-alignment.ts'
import { habitPatterns } from './features/habits/habit-patterns.ts'
import { habitStack } from './features/habits/habit-stack.ts'
import { streakRecovery } from './features/habits/streak-recovery.ts'
import { triggerOptimization } from './features/habits/trigger-optimization.ts'
import { connectionSuggestions } from './features/logbook/connection-suggestions.ts'
import { dailyDigest } from './features/logbook/daily-digest.ts'
import { logbookPatterns } from './features/logbook/logbook-patterns.ts'
import { reflectionPrompts } from './features/logbook/reflection-prompts.ts'
import { sentimentAnalysis } from './features/logbook/sentiment-analysis.ts'
import { weeklyReview } from './features/logbook/weekly-review.ts'
import { metricAnomalies } from './features/metrics/metric-anomalies.ts'
import { metricCoaching } from './features/metrics/metric-coaching.ts'
import { metricCorrelations } from './features/metrics/metric-correlations.ts'
import { metricHealth } from './features/metrics/metric-health.ts'
import { metricNarrative } from './features/metrics/metric-narrative.ts'
import { metricPatterns } from './features/metrics/metric-patterns.ts'
import { metricPredict } from './features/metrics/metric-predict.ts'
import { metricRecommendations } from './features/metrics/metric-recommendations.ts'
import { metricTargets } from './features/metrics/metric-targets.ts'
import { noteAnalyze } from './features/notes/note-analyze.ts'
import { noteAreaSuggest } from './features/notes/note-area-suggest.ts'
import { noteExpand } from './features/notes/note-expand.ts'
import { noteExtract } from './features/notes/note-extract.ts'
import { noteGenerate } from './features/notes/note-generate.ts'
import { noteImprove } from './features/notes/note-improve.ts'
import { noteLinkSuggest } from './features/notes/note-link-suggest.ts'
import { noteSummarize } from './features/notes/note-summarize.ts'
import { noteTagSuggest } from './features/notes/note-tag-suggest.ts'
import { projectHealth } from './features/projects/project-health.ts'
import { projectRisk } from './features/projects/project-risk.ts'
import { projectTaskGen } from './features/projects/project-task-gen.ts'
import { rewardBrainstorm } from './features/rewards/reward-brainstorm.ts'
import { rewardCost } from './features/rewards/reward-cost.ts'
import { blockerResolution } from './features/tasks/blocker-resolution.ts'
import { breakdownTask } from './features/tasks/breakdown-task.ts'
import { calculatePoints } from './features/tasks/calculate-points.ts'
import { dependencyDetection } from './features/tasks/dependency-detection.ts'
import { effortEstimation } from './features/tasks/effort-estimation.ts'
import { parseTask } from './features/tasks/parse-task.ts'
import { priorityAdvisor } from './features/tasks/priority-advisor.ts'
import { taskCategorization } from './features/tasks/task-categorization.ts'

/**
 * Every AI feature with its route, by the name of its operation. /ai/tasks/breakdown (breakdown.ts)
 * asks several of them at once, as clients do.
 */
export const FEATURES = {
  parseTask: { path: '/ai/tasks/parse', feature: parseTask },
  breakdownTask: { path: '/ai/tasks/steps', feature: breakdownTask },
  priorityAdvisor: { path: '/ai/tasks/prioritize', feature: priorityAdvisor },
  effortEstimation: { path: '/ai/tasks/estimate', feature: effortEstimation },
  taskCategorization: { path: '/ai/tasks/categorize', feature: taskCategorization },
  dependencyDetection: { path: '/ai/tasks/dependencies', feature: dependencyDetection },
  calculatePoints: { path: '/ai/tasks/calculate-points', feature: calculatePoints },
  blockerResolution: { path: '/ai/tasks/blockers', feature: blockerResolution },
  projectHealth: { path: '/ai/projects/health', feature: projectHealth },
  projectTaskGen: { path: '/ai/projects/tasks', feature: projectTaskGen },
  projectRisk: { path: '/ai/projects/risks', feature: projectRisk },
  goalRefinement: { path: '/ai/goals/refine', feature: goalRefinement },
  successCriteriaGen: { path: '/ai/goals/criteria', feature: successCriteriaGen },
  metricSuggestions: { path: '/ai/goals/metrics', feature: metricSuggestions },
  goalCascade: { path: '/ai/goals/cascade', feature: goalCascade },
  achievementForecast: { path: '/ai/goals/forecast', feature: achievementForecast },
  goalConflict: { path: '/ai/goals/conflicts', feature: goalConflict },
  goalProgress: { path: '/ai/goals/progress-coaching', feature: goalProgress },
  goalHealthScore: { path: '/ai/goals/health-score', feature: goalHealthScore },
  metricPatterns: { path: '/ai/metrics/patterns', feature: metricPatterns },
  metricAnomalies: { path: '/ai/metrics/anomalies', feature: metricAnomalies },
  metricCorrelations: { path: '/ai/metrics/correlations', feature: metricCorrelations },
  metricTargets: { path: '/ai/metrics/targets', feature: metricTargets },
  metricHealth: { path: '/ai/metrics/health', feature: metricHealth },
  metricPredict: { path: '/ai/metrics/predict', feature: metricPredict },
  metricNarrative: { path: '/ai/metrics/narrative', feature: metricNarrative },
  metricRecommendations: { path: '/ai/metrics/recommendations', feature: metricRecommendations },
  metricCoaching: { path: '/ai/metrics/coaching', feature: metricCoaching },
  habitDesign: { path: '/ai/habits/design', feature: habitDesign },
  habitStack: { path: '/ai/habits/stack', feature: habitStack },
  streakRecovery: { path: '/ai/habits/recovery', feature: streakRecovery },
  habitPatterns: { path: '/ai/habits/patterns', feature: habitPatterns },
  triggerOptimization: { path: '/ai/habits/triggers', feature: triggerOptimization },
  habitGoalAlignment: { path: '/ai/habits/alignment', feature: habitGoalAlignment },
  reflectionPrompts: { path: '/ai/logbook/prompts', feature: reflectionPrompts },
  dailyDigest: { path: '/ai/logbook/digest', feature: dailyDigest },
  logbookPatterns: { path: '/ai/logbook/patterns', feature: logbookPatterns },
  sentimentAnalysis: { path: '/ai/logbook/sentiment', feature: sentimentAnalysis },
  connectionSuggestions: { path: '/ai/logbook/connections', feature: connectionSuggestions },
  weeklyReview: { path: '/ai/weekly-review', feature: weeklyReview },
  noteExpand: { path: '/ai/notes/expand', feature: noteExpand },
  noteSummarize: { path: '/ai/notes/summarize', feature: noteSummarize },
  noteImprove: { path: '/ai/notes/improve', feature: noteImprove },
  noteTagSuggest: { path: '/ai/notes/suggest-tags', feature: noteTagSuggest },
  noteAreaSuggest: { path: '/ai/notes/suggest-area', feature: noteAreaSuggest },
  noteLinkSuggest: { path: '/ai/notes/suggest-links', feature: noteLinkSuggest },
  noteGenerate: { path: '/ai/notes/generate', feature: noteGenerate },
  noteExtract: { path: '/ai/notes/extract', feature: noteExtract },
  noteAnalyze: { path: '/ai/notes/analyze', feature: noteAnalyze },
  coursePreAssessment: { path: '/ai/courses/pre-assessment', feature: coursePreAssessment },
  courseSkeleton: { path: '/ai/courses/skeleton', feature: courseSkeleton },
  courseLesson: { path: '/ai/courses/lesson', feature: courseLesson },
  conceptGraph: { path: '/ai/courses/concepts', feature: conceptGraph },
  flashcardsFromLesson: { path: '/ai/flashcards/from-lesson', feature: flashcardsFromLesson },
  flashcardsFromText: { path: '/ai/flashcards/from-text', feature: flashcardsFromText },
  rewardCost: { path: '/ai/rewards/calculate-cost', feature: rewardCost },
  rewardBrainstorm: { path: '/ai/rewards/brainstorm', feature: rewardBrainstorm },
}
