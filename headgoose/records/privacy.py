"""Which stored fields of the room are about a person, and why each of those is kept."""

PERSONAL = {
    "records.Act.actor_label": "who did it: the trail answers for every act",
    "records.Act.user_id": "the account of who did it",
    "records.Act.origin": "where the act came from, to recognise misuse of an account",
    "records.Act.before": "what an act on a person changed",
    "records.Act.after": "what an act on a person changed it to",
    "records.KeptAnswer.user_id": "whose request a key belongs to",
    "records.Attachment.content": "a source document may name people; it is kept as long as what it stands under",
    "records.KeptAnswer.body": "what was answered, to answer the same again",
}
NOT_PERSONAL = {
    "records.KeptAnswer": "id key digest kept_at status headers",
    "records.Attachment": "id sha256 media size added_at",
    "records.Act": "id at room verb subject place_key touches_from",
    "records.Seal": "number first_act last_act count algorithm leaves root previous hash sealed_at",
}
