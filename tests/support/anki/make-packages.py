"""Makes legacy.apkg and zstd.apkg by Anki's own package (PyPI anki 26.9): python make-packages.py FOLDER"""
import os, sys, tempfile
from anki.collection import Collection, ExportAnkiPackageOptions

out, home = sys.argv[1], tempfile.mkdtemp()
col = Collection(os.path.join(home, "collection.anki2"))
deck = col.decks.id("Languages::French")
with open(os.path.join(home, "dot.png"), "wb") as file:
    file.write(bytes.fromhex("89504e470d0a1a0a"))
col.media.add_file(os.path.join(home, "dot.png"))
for kind, fields in [
    ("Basic", {"Front": "chat <img src=\"dot.png\">", "Back": "cat<br>animal"}),
    ("Basic (and reversed card)", {"Front": "chien", "Back": "dog"}),
    ("Cloze", {"Text": "{{c1::Paris}} is the {{c2::capital::role}} of France", "Back Extra": "Seine"}),
]:
    note = col.new_note(col.models.by_name(kind))
    for name, value in fields.items():
        note[name] = value
    note.tags = ["french", "a1"]
    col.add_note(note, deck)
first, second, *others = col.find_cards("", order="c.id")
for seconds, rating in [(0, 3), (0, 3)]:
    card = col.get_card(first)
    card.start_timer()
    states = col._backend.get_scheduling_states(first)
    col.sched.answer_card(col.sched.build_answer(card=card, states=states, rating=rating - 1))
col.sched.set_due_date([second], "5!")
col.sched.suspend_cards([others[0]])
for legacy in (True, False):
    options = ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True, with_media=True, legacy=legacy)
    path = os.path.join(out, "legacy.apkg" if legacy else "zstd.apkg")
    col.export_anki_package(out_path=path, options=options, limit=None)
