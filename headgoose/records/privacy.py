"""Which stored fields of the room are about a person, and why each of those is kept."""

PERSONAL = {
    "records.Act.actor_label": "who did it: the trail answers for every act",
    "records.Act.user_id": "the account of who did it",
    "records.Act.origin": "where the act came from, to recognise misuse of an account",
    "records.Act.before": "what an act on a person changed",
    "records.Act.after": "what an act on a person changed it to",
    "records.KeptAnswer.user_id": "whose request a key belongs to",
    "records.KeptAnswer.body": "what was answered, to answer the same again",
}
NOT_PERSONAL = {
    "records.KeptAnswer": "id key digest kept_at status headers",
    "records.Act": "id at room verb subject place_key touches_from",
    "records.Seal": "number first_act last_act count algorithm leaves root previous hash sealed_at",
}
