import { analyse } from '../../lib/domain/metrics/analytics.service.ts'
import * as insights from '../../lib/domain/metrics/insight.service.ts'
import { listMetrics } from '../../lib/domain/metrics/metric.list.ts'
import * as metrics from '../../lib/domain/metrics/metric.service.ts'
import { METRIC } from '../../lib/domain/metrics/metric.ts'
import { listAllLogs, listLogs } from '../../lib/domain/metrics/metric-log.list.ts'
import * as logs from '../../lib/domain/metrics/metric-log.service.ts'
import * as milestones from '../../lib/domain/metrics/milestone.service.ts'
import { deleteEntity } from '../../lib/domain/trash/trash.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { routes } from './routes.ts'

export const handler = httpLambda(routes, {
  listMetrics: ({ ctx, query }) => listMetrics(ctx, query),
  createMetric: ({ ctx, claim, body }) => metrics.createMetric(ctx, body, claim),
  readMetric: ({ ctx, params }) => metrics.readMetric(ctx, params.metricId),
  updateMetric: ({ ctx, params, body }) => metrics.updateMetric(ctx, params.metricId, body),
  replaceMetric: ({ ctx, params, body }) => metrics.replaceMetric(ctx, params.metricId, body),
  deleteMetric: ({ ctx, params }) => deleteEntity(ctx, METRIC, params.metricId),
  listMetricLogs: ({ ctx, params, query }) => listLogs(ctx, params.metricId, query),
  createMetricLog: ({ ctx, claim, params, body }) => logs.createLog(ctx, params.metricId, body, claim),
  readMetricLog: ({ ctx, params }) => logs.readLog(ctx, params.metricId, params.logId),
  updateMetricLog: ({ ctx, params, body }) => logs.updateLog(ctx, params.metricId, params.logId, body),
  replaceMetricLog: ({ ctx, params, body }) => logs.replaceLog(ctx, params.metricId, params.logId, body),
  deleteMetricLog: ({ ctx, params }) => logs.deleteLog(ctx, params.metricId, params.logId),
  listMetricMilestones: ({ ctx, params, query }) => milestones.listMilestones(ctx, params.metricId, query),
  readMetricAnalytics: ({ ctx, params, query }) => analyse(ctx, params.metricId, query.daysAhead),
  readMetricInsights: ({ ctx, params }) => insights.readInsight(ctx, params.metricId),
  listAllMetricLogs: ({ ctx, query }) => listAllLogs(ctx, query),
  listInsights: ({ ctx, query }) => insights.listInsights(ctx, query),
  createInsight: ({ ctx, claim, body }) => insights.saveInsight(ctx, body, claim),
  deleteInsight: ({ ctx, params }) => insights.deleteInsight(ctx, params.insightId),
  listMilestones: ({ ctx, query }) => milestones.listAllMilestones(ctx, query),
  claimMilestone: ({ ctx, claim, body }) => milestones.claimMilestone(ctx, body, claim),
})
