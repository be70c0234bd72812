"""Which stored fields of the room are about a person, and why each of those is kept."""

PERSONAL = {
    "personal.PersonalField.person": "whose value it is",
    "personal.PersonalField.ciphertext": (
        "identity number (tells namesakes apart for certain), telephone (reaches the person), bank account "
        "(pays them); encrypted"
    ),
    "personal.PersonalField.fingerprint": "finds one identity number recorded for two persons; opens nothing",
    "personal.Reveal.person": "whose values were shown",
    "personal.Reveal.user_id": "to whom",
}
NOT_PERSONAL = {
    "personal.PersonalField": "id kind key_name algorithm changed_at",
    "personal.Reveal": "id act at",
    "personal.RetentionPeriod": ("id name start_on days counted_from_zh counted_from_en source_zh source_en"),
}
