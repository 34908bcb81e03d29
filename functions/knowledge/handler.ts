import * as areas from '../../lib/domain/knowledge/areas/area.service.ts'
import { AREA } from '../../lib/domain/knowledge/areas/area.ts'
import { createCard, listCards, reviewCards, updateCard } from '../../lib/domain/knowledge/cards/card.service.ts'
import * as courses from '../../lib/domain/knowledge/courses/course.service.ts'
import { COURSE } from '../../lib/domain/knowledge/courses/course.ts'
import * as decks from '../../lib/domain/knowledge/decks/deck.service.ts'
import { DECK } from '../../lib/domain/knowledge/decks/deck.ts'
import { graphOf } from '../../lib/domain/knowledge/graph/graph.service.ts'
import { linksOfItem } from '../../lib/domain/knowledge/graph/item-links.service.ts'
import { changeLinkedItem } from '../../lib/domain/knowledge/graph/rename-links.service.ts'
import { VAULT_ITEM } from '../../lib/domain/knowledge/items/item.kind.ts'
import { listItems } from '../../lib/domain/knowledge/items/item.list.ts'
import { createItem, readItem } from '../../lib/domain/knowledge/items/item.service.ts'
import * as resources from '../../lib/domain/knowledge/resources/resource.service.ts'
import { RESOURCE } from '../../lib/domain/knowledge/resources/resource.ts'
import { dueCards } from '../../lib/domain/knowledge/reviews/due.service.ts'
import { reviewCard, undoReview } from '../../lib/domain/knowledge/reviews/review.service.ts'
import { reviewStats } from '../../lib/domain/knowledge/reviews/stats.service.ts'
import * as skills from '../../lib/domain/knowledge/skills/skill.service.ts'
import { SKILL } from '../../lib/domain/knowledge/skills/skill.ts'
import { deleteEntity } from '../../lib/domain/trash/trash.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { s3Files } from '../../lib/providers/files/s3-files.ts'
import { routes } from './routes.ts'

const store = s3Files()

export const handler = httpLambda(routes, {
  listAreas: ({ ctx, query }) => areas.listAreas(ctx, query),
  createArea: ({ ctx, claim, body }) => areas.createArea(ctx, body, claim),
  readArea: ({ ctx, params }) => areas.readArea(ctx, params.areaId),
  updateArea: ({ ctx, params, body }) => areas.updateArea(ctx, params.areaId, body),
  replaceArea: ({ ctx, params, body }) => areas.replaceArea(ctx, params.areaId, body),
  deleteArea: ({ ctx, params }) => deleteEntity(ctx, AREA, params.areaId),
  listResources: ({ ctx, query }) => resources.listResources(ctx, query),
  createResource: ({ ctx, claim, body }) => resources.createResource(ctx, body, claim),
  readResource: ({ ctx, params }) => resources.readResource(ctx, params.resourceId),
  updateResource: ({ ctx, params, body }) => resources.updateResource(ctx, params.resourceId, body),
  replaceResource: ({ ctx, params, body }) => resources.replaceResource(ctx, params.resourceId, body),
  deleteResource: ({ ctx, params }) => deleteEntity(ctx, RESOURCE, params.resourceId),
  listVaultItems: ({ ctx, query }) => listItems(ctx, store, query),
  createVaultItem: ({ ctx, claim, body }) => createItem(ctx, store, body, claim),
  readVaultItem: ({ ctx, params }) => readItem(ctx, store, params.itemId),
  updateVaultItem: ({ ctx, params, body }) => changeLinkedItem(ctx, store, params.itemId, body),
  deleteVaultItem: ({ ctx, params }) => deleteEntity(ctx, VAULT_ITEM, params.itemId),
  readVaultItemLinks: ({ ctx, params }) => linksOfItem(ctx, store, params.itemId),
  readVaultGraph: ({ ctx, query }) => graphOf(ctx, query),
  listFlashcards: ({ ctx, query }) => listCards(ctx, store, query),
  createFlashcard: ({ ctx, claim, body }) => createCard(ctx, store, body, claim),
  updateFlashcard: ({ ctx, params, body }) => updateCard(ctx, store, params.flashcardId, body),
  reviewFlashcards: ({ ctx, claim, params, body }) => reviewCards(ctx, params.deckId, body, claim),
  reviewFlashcard: ({ ctx, claim, params, body }) => reviewCard(ctx, params.flashcardId, body, claim),
  undoFlashcardReview: ({ ctx, params }) => undoReview(ctx, params.flashcardId, params.reviewId),
  listDueFlashcards: ({ ctx, query }) => dueCards(ctx, query),
  readReviewStats: ({ ctx }) => reviewStats(ctx),
  listDecks: async ({ ctx }) => ({ data: await decks.listDecks(ctx) }),
  createDeck: ({ ctx, claim, body }) => decks.createDeck(ctx, body, claim),
  readDeck: ({ ctx, params }) => decks.readDeck(ctx, params.deckId),
  updateDeck: ({ ctx, params, body }) => decks.updateDeck(ctx, params.deckId, body),
  deleteDeck: async ({ ctx, params }) => {
    await decks.requireEmpty(ctx, params.deckId)
    return deleteEntity(ctx, DECK, params.deckId)
  },
  listSkills: async ({ ctx }) => ({ data: await skills.listSkills(ctx) }),
  createSkill: ({ ctx, claim, body }) => skills.createSkill(ctx, body, claim),
  updateSkill: ({ ctx, params, body }) => skills.updateSkill(ctx, params.skillId, body),
  deleteSkill: ({ ctx, params }) => deleteEntity(ctx, SKILL, params.skillId),
  addSkillProgress: ({ ctx, claim, params, body }) => skills.addProgress(ctx, params.skillId, body, claim),
  listCourses: ({ ctx, query }) => courses.listCourses(ctx, query),
  createCourse: ({ ctx, claim, body }) => courses.createCourse(ctx, body, claim),
  readCourse: ({ ctx, params }) => courses.readCourse(ctx, store, params.courseId),
  updateCourse: ({ ctx, params, body }) => courses.updateCourse(ctx, params.courseId, body),
  deleteCourse: ({ ctx, params }) => deleteEntity(ctx, COURSE, params.courseId),
  addCourseModule: ({ ctx, claim, params, body }) => courses.addModule(ctx, params.courseId, body, claim),
  addCourseLesson: ({ ctx, claim, params, body }) => courses.addLesson(ctx, store, params.courseId, body, claim),
})
