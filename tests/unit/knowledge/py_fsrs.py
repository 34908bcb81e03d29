"""What PyPI's fsrs makes of histories: a line of JSON [[rating, days since the review before], ...] in, [[state, stability, difficulty], ...] out."""
import json
import sys
from datetime import datetime, timedelta, timezone

from fsrs import Card, Rating, Scheduler, State

scheduler = Scheduler(enable_fuzzing=False)
names = {State.Learning: "learning", State.Review: "review", State.Relearning: "relearning"}
for line in sys.stdin:
    at = datetime(2026, 3, 11, 14, 30, tzinfo=timezone.utc)
    card = Card(due=at)
    outcomes = []
    for rating, days in json.loads(line):
        at += timedelta(days=days)
        card, _ = scheduler.review_card(card, Rating(rating), at)
        outcomes.append([names[card.state], card.stability, card.difficulty])
    print(json.dumps(outcomes))
